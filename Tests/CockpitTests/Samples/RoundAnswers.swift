import Encoding
import Lifecycle

/// Answers of the engine to the views of the way round, made by hand in the shapes of docs/pages.md.
enum RoundAnswers {
  static func full(_ query: Query) -> Result<JSON, Refusal> {
    switch query {
    case .iterations: .success(iterations)
    case .rollout: .success(rollout)
    case .reviewQueue: .success(reviews)
    case .whatIf: .success(whatIf)
    case .business: .success(business)
    case .insights: .success(insights)
    case .series(let request): .success(series(request))
    case .window(let request): .success(WatchAnswers.window(request))
    case .upstream: .success(WatchAnswers.upstream)
    case .journal(let since, _):
      .success([["sequence": JSON(since + 1), "event": "run_finished", "who": "ana"]])
    case .scope, .scopeChange, .dataFindings, .rows, .labelQueue, .datasets, .datasetDifference, .analysis,
      .comparison, .status, .runs, .registry, .alarms, .kpis, .outcome, .log, .report, .rolloutLint, .rehearsal,
      .automation, .gateway, .policies, .contract:
      Answers.full(query)
    }
  }

  static let iterations = Answers.json(
    #"""
    {"iterations":[
    {"number":1,"stage":"scoping","reason":null,"since":null,"until":"2008-08-04T00:00:00Z","runs":2,"versions":[1],"datasets":0,"stages":["scoping","data","development","deployment","monitoring"],"promoted":[1],"best":{"metric":"auc","version":1,"value":0.712},"decision":"step_back","value_per_day":91.2},
    {"number":2,"stage":"development","reason":"baseline was better","since":"2008-08-04T00:00:00Z","until":"2009-03-02T00:00:00Z","runs":3,"versions":[3,5],"datasets":0,"stages":["development","deployment","monitoring","business"],"promoted":[3,5],"best":{"metric":"auc","version":5,"value":0.791},"decision":"retrain","value_per_day":271},
    {"number":3,"stage":"data","reason":"AUC below 0.78 since 3 Mar 2009","since":"2009-03-02T00:00:00Z","until":null,"runs":2,"versions":[6,7],"datasets":1,"stages":["data","development"],"promoted":[],"best":{"metric":"auc","version":6,"value":0.641},"decision":null,"value_per_day":-31.4}],
    "arrows":[
    {"from_stage":"monitoring","to_stage":"development","iteration":2,"reason":"baseline was better"},
    {"from_stage":"business","to_stage":"data","iteration":3,"reason":"AUC below 0.78 since 3 Mar 2009"}],
    "text":""}
    """#)

  static let rollout = Answers.json(
    #"""
    {"strategy":"canary","challenger":6,"champion":5,"step":1,"share":0.25,"state":"paused",
    "steps":[{"index":0,"share":0.05,"verdict":"passed","since":"2009-04-27T00:00:00Z","rows":2010},
    {"index":1,"share":0.25,"verdict":"inconclusive","since":"2009-05-04T00:00:00Z","rows":2044},
    {"index":2,"share":0.5,"verdict":null,"since":null,"rows":0}],
    "hold":{"rows":2000,"seconds":null,"done":2044,"outcomes_missing":38},
    "arms":{"champion":{"rows":1022,"outcomes":null,"metrics":{}},
    "challenger":{"rows":511,"outcomes":462,"metrics":{"auc":{"value":0.702,"lower":0.641,"upper":0.763,"n":462},"value":{"value":2.4,"lower":1.1,"upper":3.7,"n":462}}},
    "baseline":{"rows":511,"outcomes":470,"metrics":{"auc":{"value":0.501,"lower":0.433,"upper":0.569,"n":470},"value":{"value":0.3,"lower":-0.9,"upper":1.5,"n":470}}}},
    "gates":[{"gate":"auc >= 0.78","metric":"auc","bound":0.78,"value":0.702,"lower":0.641,"upper":0.763,"n":462,"verdict":"failed"},
    {"gate":"latency_p99_ms <= 10","metric":"latency_p99_ms","bound":10,"value":0.024,"lower":0.024,"upper":0.024,"n":511,"verdict":"passed"}],
    "comparison":[{"metric":"auc","difference":0.201,"lower":0.12,"upper":0.28},{"metric":"log_loss","difference":0.01,"lower":-0.03,"upper":0.05}],
    "shadow":{"rows":2044,"disagreement":{"value":0.31,"lower":0.29,"upper":0.33,"n":2044},"score_shift":{"mean":-0.042,"ks":0.37},
    "segments":[{"segment":"month may","flips":210,"rows":480},{"segment":"contact cellular","flips":301,"rows":1402},{"segment":"job student","flips":0,"rows":61}],
    "value":{"value":2.1,"lower":0.4,"upper":3.8,"n":462}},
    "because":"auc is inconclusive: 0.702 (0.641 to 0.763) against 0.78"}
    """#)

  static let reviews = Answers.json(
    #"""
    {"level":"partial","waiting":3,"decided":12,"rows":[
    {"session":4,"id":28101,"event_time":"2009-05-12T14:00:00Z","score":0.512,"prediction":1,"values":{"age":41,"job":"admin.","marital":"married","month":"may","euribor3m":1.299,"nr.employed":null}},
    {"session":4,"id":28117,"event_time":"2009-05-12T14:20:00Z","score":0.431,"prediction":0,"values":{"age":29,"job":"student","marital":"single","month":"may","euribor3m":1.299,"nr.employed":5099.1}},
    {"session":4,"id":28200,"event_time":"2009-05-12T16:00:00Z","score":0.588,"prediction":1,"values":{"age":66,"job":"retired","marital":"divorced","month":"may","euribor3m":1.291,"nr.employed":5099.1}}]}
    """#)

  static let whatIf = Answers.json(
    #"""
    {"challenger":6,"champion":5,"rows":9120,"from":"2009-03-02T00:00:00Z","to":"2009-05-04T00:00:00Z",
    "metrics":[{"metric":"log_loss","a":0.41,"b":0.33,"difference":-0.08,"lower":-0.1,"upper":-0.06},
    {"metric":"auc","a":0.492,"b":0.688,"difference":0.196,"lower":0.17,"upper":0.22}],
    "value":{"challenger":2.61,"champion":0.11,"difference":2.5,"lower":1.9,"upper":3.1},"verdict":"better",
    "sentence":"v6 would have done better than v5 on the newest 9,120 labelled rows: auc 0.688 against 0.492, 2.5 € a row"}
    """#)

  static let business = Answers.json(
    #"""
    {"unit":"€","kpis":[{"name":"contracts a week","segments":[{"column":"contact","levels":[{"level":"cellular","value":29},{"level":"telephone","value":4}]},{"column":"job","levels":[{"level":"retired","value":12},{"level":"missing","value":null}]}]}],"value":{"total":51200,"per_day":187.5,"days":273,"alternatives":{"nobody":0,"everybody":-42900,"baseline":25300,"previous":34100},"series":[]},
    "segments":[{"column":"contact","levels":[{"level":"cellular","rows":16020,"value":49100},{"level":"telephone","rows":9720,"value":2100}]},
    {"column":"job","levels":[{"level":"retired","rows":1200,"value":22010},{"level":"student","rows":610,"value":12900},{"level":"admin.","rows":7200,"value":18400},{"level":"blue-collar","rows":6900,"value":-2110.5},{"level":"","rows":12,"value":0.5}]}],
    "return":{"gained":25900,"spent":{"hours":40,"cost_of_hours":3200,"running":450,"once":1200,"total":4850},"ratio":5.34,"pays_back_on":null}}
    """#)

  static let insights = Answers.json(
    #"""
    {"insights":[
    {"id":"alarm-1","text":"gate auc >= 0.78: Retrain on released rows; if no recipe passes, step back to Data.","worth_per_day":58.9,"basis":"value per day before the alarm against now","stage":"monitoring","key":"retrain","command":"sextant train"},
    {"id":"segment-job-blue-collar","text":"job blue-collar loses 7.73 € a day: leave it alone, or collect more of it","worth_per_day":7.73,"basis":"value of the settled rows of that segment","stage":"business","key":"step-back","command":"sextant step-back data --because 'job blue-collar loses money'"},
    {"id":"alarm-4","text":"cost per contract > 40: Raise the threshold.","worth_per_day":null,"basis":"an alarm","stage":"monitoring","key":"acknowledge","command":"sextant alarms acknowledge 4"},
    {"id":"suggestion-7","text":"policy on drift suggests a retrain: euribor3m drifts","worth_per_day":null,"basis":"the policy's rule","stage":"monitoring","key":"accept-suggestion","command":"sextant suggestion accept"},
    {"id":"no-payback","text":"at this rate the project never pays back what it cost","worth_per_day":null,"basis":"gain less running costs","stage":"business","key":"decide","command":"sextant decide retire --because 'does not pay back'"},
    {"id":"labels","text":"labels look wrong","worth_per_day":null,"basis":"an alarm","stage":"data","key":"labels","command":"sextant label queue"}]}
    """#)
}
