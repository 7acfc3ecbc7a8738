import Encoding
import Lifecycle

/// Answers of the engine to the views of deployment, as a program gave them, shortened.
enum DeploymentAnswers {
  /// By strategy of the rollout under way.
  static func by(_ strategy: DeploymentDefinition.Strategy) -> (Query) -> Result<JSON, Refusal> {
    { query in
      switch query {
      case .rollout: .success(strategy == .ab ? experiment : strategy == .blueGreen ? swapped : canary)
      case .rolloutLint: .success(forecast)
      case .rehearsal: .success(rehearsal)
      case .automation: .success(automation)
      case .gateway: .success(gateway)
      case .upstream, .policies, .reviewQueue, .whatIf, .business, .insights, .iterations, .journal, .scope,
        .scopeChange,
        .dataFindings,
        .rows,
        .labelQueue, .datasets, .datasetDifference, .analysis, .comparison, .status, .runs, .registry, .alarms, .kpis,
        .outcome, .log, .report, .contract:
        RoundAnswers.full(query)
      }
    }
  }

  static func full(_ query: Query) -> Result<JSON, Refusal> { by(.canary)(query) }

  /// A canary that waits for a person at its second step.
  static let canary = Answers.json(
    #"""
    {"strategy":"canary","challenger":2,"champion":1,"steps":[{"index":0,"share":0.05,"verdict":"passed","since":"1970-01-01T02:47:00Z","rows":1696,"challenger_rows":93,
    "checks":[{"name":"latency_p99_ms <= 50","verdict":"passed","value":0.2,"lower":0.2,"upper":0.2,"bound":50,"n":93},{"name":"auc >= 0.6","verdict":"passed",
    "value":0.9889,"lower":0.9006,"upper":1.028,"bound":0.6,"n":93},{"name":"auc not worse","verdict":"passed","value":0.05482,"lower":-0.134,"upper":2.556,
    "bound":0,"n":185},{"name":"value not worse","verdict":"passed","value":1.811,"lower":-3.143,"upper":6.765,"bound":0,"n":185}]},{"index":1,"share":0.25,
    "verdict":"inconclusive","since":"1970-01-01T02:23:49Z","rows":1500,"challenger_rows":368,"checks":[{"name":"latency_p99_ms <= 50","verdict":"passed","value":0.368,
    "lower":0.368,"upper":0.368,"bound":50,"n":368},{"name":"auc >= 0.6","verdict":"passed","value":0.9335,"lower":0.8304,"upper":1.037,"bound":0.6,"n":368},
    {"name":"auc not worse","verdict":"passed","value":-0.02349,"lower":-0.1242,"upper":0.0772,"bound":0,"n":781},{"name":"value not worse","verdict":"inconclusive",
    "value":-1.681,"lower":-4.101,"upper":0.7388,"bound":0,"n":781}]},{"index":2,"share":0.5,"verdict":null,"since":null,"rows":0,"challenger_rows":0,"checks":[]}],
    "step":1,"share":0.25,"state":"paused","swapped":false,"unit":null,"result":null,"arms":{"champion":{"rows":21492,"outcomes":null,"metrics":{}},"challenger":{"rows":10626,
    "outcomes":10464,"metrics":{"auc":{"value":0.9495,"lower":0.9448,"upper":0.9542,"n":10464},"log_loss":{"value":0.1817,"lower":0.1744,"upper":0.189,"n":10464},
    "precision":{"value":0.3977,"lower":0.3799,"upper":0.4157,"n":2864},"recall":{"value":0.9661,"lower":0.9541,"upper":0.975,"n":1179},"value":{"value":4.453,
    "lower":4.145,"upper":4.761,"n":10464}}},"baseline":{"rows":10795,"outcomes":10602,"metrics":{"auc":{"value":0.934,"lower":0.9282,"upper":0.9399,"n":10602},
    "log_loss":{"value":0.2124,"lower":0.2019,"upper":0.2229,"n":10602},"precision":{"value":0.4387,"lower":0.4192,"upper":0.4583,"n":2478},"recall":{"value":0.8823,
    "lower":0.8631,"upper":0.8991,"n":1232},"value":{"value":4.339,"lower":4.043,"upper":4.635,"n":10602}}}},"gates":[{"metric":"latency_p99_ms","bound":50,
    "value":0.184,"lower":0.184,"upper":0.184,"n":10626,"verdict":"passed","gate":"latency_p99_ms <= 50"},{"metric":"auc","bound":0.6,"value":0.9495,"lower":0.9422,
    "upper":0.9568,"n":10464,"verdict":"passed","gate":"auc >= 0.6"}],"comparison":[{"metric":"auc","difference":0.01547,"lower":0.003474,"upper":0.02746,"n":21066,
    "verdict":"passed"},{"metric":"value","difference":0.1142,"lower":-0.5688,"upper":0.7972,"n":21066,"verdict":"passed"}],"checks":[{"name":"latency_p99_ms <= 50",
    "verdict":"passed","value":0.184,"lower":0.184,"upper":0.184,"bound":50,"n":10626},{"name":"auc >= 0.6","verdict":"passed","value":0.9495,"lower":0.9422,
    "upper":0.9568,"bound":0.6,"n":10464},{"name":"auc not worse","verdict":"passed","value":0.01547,"lower":0.003474,"upper":0.02746,"bound":0,"n":21066},
    {"name":"value not worse","verdict":"passed","value":0.1142,"lower":-0.5688,"upper":0.7972,"bound":0,"n":21066}],"verdict":"passed","hold":{"rows":1500,
    "seconds":null,"done":42913,"outcomes_missing":0},"shadow":null,"split":{"unit":null,"arms":[{"arm":"challenger","share":0.25,"units":10626},{"arm":"baseline",
    "share":0.25,"units":10795},{"arm":"champion","share":0.5,"units":21492}],"chi_square":1.449,"p_value":0.4847,"sequential_p_value":1,"broken":false},"winner":null,
    "because":"value not worse: inconclusive, -1.681 (-4.101…0.7388, n 781)"}
    """#)

  /// An A/B that ended without a winner.
  static let experiment = Answers.json(
    #"""
    {"strategy":"ab","challenger":2,"champion":1,"steps":[{"index":0,"share":0.5,"verdict":"inconclusive","since":"2026-11-21T17:30:17.976217Z","rows":3195,
    "challenger_rows":1955,"checks":[{"name":"latency_p99_ms <= 50","verdict":"passed","value":0.304,"lower":0.304,"upper":0.304,"bound":50,"n":1955},{"name":"auc >= 0.6",
    "verdict":"passed","value":0.9491,"lower":0.929,"upper":0.9693,"bound":0.6,"n":1912},{"name":"value better","verdict":"inconclusive","value":1.258,"lower":-17.69,
    "upper":20.2,"bound":0,"n":12},{"name":"auc better","verdict":"inconclusive","value":0.02367,"lower":-0.08799,"upper":0.1353,"bound":0,"n":12}]}],"step":0,
    "share":0.5,"state":"paused","swapped":false,"unit":"job","result":null,"arms":{"champion":{"rows":0,"outcomes":null,"metrics":{}},"challenger":{"rows":5575,
    "outcomes":5470,"metrics":{"auc":{"value":0.9489,"lower":0.9425,"upper":0.9554,"n":5470},"log_loss":{"value":0.1897,"lower":0.1794,"upper":0.2001,"n":5470},
    "precision":{"value":0.4121,"lower":0.3879,"upper":0.4368,"n":1553},"recall":{"value":0.9639,"lower":0.9468,"upper":0.9756,"n":664},"value":{"value":4.849,
    "lower":4.409,"upper":5.288,"n":5470}}},"baseline":{"rows":3476,"outcomes":3390,"metrics":{"auc":{"value":0.9408,"lower":0.9295,"upper":0.9521,"n":3390},
    "log_loss":{"value":0.171,"lower":0.1541,"upper":0.188,"n":3390},"precision":{"value":0.3948,"lower":0.358,"upper":0.4328,"n":651},"recall":{"value":0.8712,
    "lower":0.8281,"upper":0.9047,"n":295},"value":{"value":3.093,"lower":2.636,"upper":3.55,"n":3390}}}},"gates":[{"metric":"latency_p99_ms","bound":50,"value":0.368,
    "lower":0.368,"upper":0.368,"n":5575,"verdict":"passed","gate":"latency_p99_ms <= 50"},{"metric":"auc","bound":0.6,"value":0.9489,"lower":0.939,"upper":0.9589,
    "n":5470,"verdict":"passed","gate":"auc >= 0.6"}],"comparison":[{"metric":"value","difference":1.755,"lower":-18.21,"upper":21.72,"n":12,"verdict":"inconclusive"},
    {"metric":"auc","difference":0.008104,"lower":-0.1076,"upper":0.1238,"n":12,"verdict":"inconclusive"}],"checks":[{"name":"latency_p99_ms <= 50","verdict":"passed",
    "value":0.368,"lower":0.368,"upper":0.368,"bound":50,"n":5575},{"name":"auc >= 0.6","verdict":"passed","value":0.9489,"lower":0.939,"upper":0.9589,"bound":0.6,
    "n":5470},{"name":"value better","verdict":"inconclusive","value":1.755,"lower":-18.21,"upper":21.72,"bound":0,"n":12},{"name":"auc better","verdict":"inconclusive",
    "value":0.008104,"lower":-0.1076,"upper":0.1238,"bound":0,"n":12}],"verdict":"inconclusive","hold":{"rows":3000,"seconds":null,"done":9051,"outcomes_missing":0},
    "shadow":null,"split":{"unit":"job","arms":[{"arm":"challenger","share":0.5,"units":8},{"arm":"baseline","share":0.5,"units":4}],"chi_square":1.333,"p_value":0.2482,
    "sequential_p_value":0.9998,"broken":false},"winner":null,"because":"neither is known to be better: value better: inconclusive, 1.258 (-17.69…20.20, n 12); auc better: inconclusive, 0.02367 (-0.08799…0.1353, n 12)"}
    """#)

  /// A blue/green that watches what its swap has brought.
  static let swapped = Answers.json(
    #"""
    {"strategy":"blue_green","challenger":2,"champion":1,"steps":[{"index":0,"share":0,"verdict":"passed","since":"2026-11-21T17:30:17.976217Z","rows":0,"challenger_rows":0,
    "checks":[]},{"index":1,"share":1,"verdict":null,"since":"2026-11-21T17:30:40.1Z","rows":0,"challenger_rows":0,"checks":[]}],"step":1,"share":1,"state":"running",
    "swapped":true,"unit":null,"result":null,"arms":{"champion":{"rows":0,"outcomes":null,"metrics":{}},"challenger":{"rows":5575,"outcomes":5470,"metrics":{"auc":{"value":0.9489,
    "lower":0.9425,"upper":0.9554,"n":5470},"log_loss":{"value":0.1897,"lower":0.1794,"upper":0.2001,"n":5470},"precision":{"value":0.4121,"lower":0.3879,"upper":0.4368,
    "n":1553},"recall":{"value":0.9639,"lower":0.9468,"upper":0.9756,"n":664},"value":{"value":4.849,"lower":4.409,"upper":5.288,"n":5470}}},"baseline":{"rows":3476,
    "outcomes":3390,"metrics":{"auc":{"value":0.9408,"lower":0.9295,"upper":0.9521,"n":3390},"log_loss":{"value":0.171,"lower":0.1541,"upper":0.188,"n":3390},
    "precision":{"value":0.3948,"lower":0.358,"upper":0.4328,"n":651},"recall":{"value":0.8712,"lower":0.8281,"upper":0.9047,"n":295},"value":{"value":3.093,
    "lower":2.636,"upper":3.55,"n":3390}}}},"gates":[{"metric":"latency_p99_ms","bound":50,"value":0.368,"lower":0.368,"upper":0.368,"n":5575,"verdict":"passed",
    "gate":"latency_p99_ms <= 50"},{"metric":"auc","bound":0.6,"value":0.9489,"lower":0.939,"upper":0.9589,"n":5470,"verdict":"passed","gate":"auc >= 0.6"}],
    "comparison":[],"checks":[{"name":"latency_p99_ms <= 50","verdict":"passed","value":0.368,"lower":0.368,"upper":0.368,"bound":50,"n":5575},{"name":"auc >= 0.6",
    "verdict":"passed","value":0.9489,"lower":0.939,"upper":0.9589,"bound":0.6,"n":5470}],"verdict":"inconclusive","hold":{"rows":1500,"seconds":null,"done":620,
    "outcomes_missing":0},"shadow":null,"split":null,"winner":null,"because":"taken by hand"}
    """#)

  /// A rehearsal that is rolled back at its second step.
  static let rehearsal = Answers.json(
    #"""
    {"strategy":"canary","challenger":6,"champion":5,"session":4,"result":"rolled_back","step":1,"share":0.25,
    "verdict":"failed","winner":null,
    "sentence":"v6 would have been rolled back at step 2 of 3 (25 %) after 812 rows, 2009-04-29T02:09:35Z: auc >= 0.78: failed, 0.6412 (0.5533…0.7241, n 203)",
    "steps":[
    {"index":0,"share":0.05,"from":"2009-04-20T00:00:00Z","to":"2009-04-27T00:00:00Z","rows":4100,"challenger_rows":205,"outcomes":201,
    "baseline_outcomes":203,"verdict":"passed","decision":"advance","checks":[
    {"name":"auc >= 0.78","verdict":"passed","value":0.8412,"lower":0.7911,"upper":0.8913,"bound":0.78,"n":201},
    {"name":"auc not worse","verdict":"passed","value":0.0312,"lower":-0.0911,"upper":0.1535,"bound":0,"n":404}],"because":"every check passed"},
    {"index":1,"share":0.25,"from":"2009-04-27T00:00:00Z","to":"2009-04-29T02:09:35Z","rows":812,"challenger_rows":205,"outcomes":203,
    "baseline_outcomes":198,"verdict":"failed","decision":"roll_back","checks":[
    {"name":"latency_p99_ms <= 10","verdict":"passed","value":0.0135,"lower":0.0135,"upper":0.0135,"bound":10,"n":205},
    {"name":"auc >= 0.78","verdict":"failed","value":0.6412,"lower":0.5533,"upper":0.7241,"bound":0.78,"n":203},
    {"name":"auc not worse","verdict":"inconclusive","value":-0.0182,"lower":-0.2001,"upper":0.1637,"bound":0,"n":401},
    {"name":"value not worse","verdict":"inconclusive","value":-3.196,"lower":-6.8,"upper":0.41,"bound":0,"n":401}],
    "because":"auc >= 0.78: failed, 0.6412 (0.5533…0.7241, n 203)"}],
    "rows":4912,"challenger_rows":410,"seconds":0.4181,"notes":["1204 rows are left out: the challenger has learnt them"]}
    """#)

  /// A plan that the traffic cannot keep.
  static let forecast = Answers.json(
    #"""
    {"strategy":"canary","ok":false,"traffic":{"rows":2500,"rows_per_day":1724.6,"outcome_share":0.94,"outcome_delay_seconds":86400},"steps":[{"index":0,"share":0.05,
    "rows":1500,"outcomes":70.5,"outcomes_needed":200,"rows_needed":4256,"seconds":75148,"detectable":0.2656},{"index":1,"share":0.25,"rows":1500,"outcomes":352.5,
    "outcomes_needed":200,"rows_needed":852,"seconds":75148,"detectable":0.0738},{"index":2,"share":0.5,"rows":1500,"outcomes":705,"outcomes_needed":200,"rows_needed":426,
    "seconds":75148,"detectable":0.0473}],"findings":[{"step":0,"message":"an arm has 70 outcomes when the hold is over, of 200 that it takes","mend":"hold it for 4,256 rows, or ask for fewer outcomes"},
    {"step":0,"message":"its interval tells apart no difference in auc below 0.266","mend":"begin with a larger share"}]}
    """#)

  /// Levels that people moved.
  static let automation = Answers.json(
    #"""
    {"level":"partial","human_column":null,"waiting":1000,"reviewed":2,"moves":[{"at":"2026-11-21T17:27:53.589615Z","event_time":"2026-11-21T17:27:44.497855Z",
    "who":"root","from":"full","to":"partial","because":"too many doubtful"},{"at":"2026-11-21T17:28:01.705694Z","event_time":"2026-11-21T17:27:58.482377Z",
    "who":"root","from":"partial","to":"assistance","because":"an audit"},{"at":"2026-11-21T17:28:09.929382Z","event_time":"2026-11-21T17:28:09.530875Z","who":"root",
    "from":"assistance","to":"partial","because":"audit is over"}],"series":[{"time":"2026-11-21T17:24:00.015312Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:25:24.359003Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:25:38.156773Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:26:35.538935Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:26:46.145979Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:26:57.105948Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:27:04.373546Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:27:22.775582Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:27:33.397488Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:27:44.497855Z","rows":1000,"model":1,"human":0,"review":0,
    "nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":0,"full":1}},{"time":"2026-11-21T17:28:02.27137Z","rows":1000,"model":0.953,"human":0,
    "review":0.047,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0.144,"partial":0.856,"full":0}},{"time":"2026-11-21T17:28:13.25235Z","rows":1000,
    "model":0.947,"human":0,"review":0.053,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0.101,"partial":0.899,"full":0}},{"time":"2026-11-21T17:28:20.687357Z",
    "rows":1000,"model":0.948,"human":0,"review":0.052,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:28:31.183153Z",
    "rows":1000,"model":0.95,"human":0,"review":0.05,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:29:03.843144Z",
    "rows":1000,"model":0.946,"human":0,"review":0.054,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:29:20.328377Z",
    "rows":1000,"model":0.961,"human":0,"review":0.039,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:29:30.54204Z",
    "rows":1000,"model":0.959,"human":0,"review":0.041,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:29:41.227692Z",
    "rows":1000,"model":0.967,"human":0,"review":0.033,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:29:48.245014Z",
    "rows":1000,"model":1,"human":0,"review":0,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:29:58.964939Z",
    "rows":1000,"model":1,"human":0,"review":0,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:30:17.976217Z",
    "rows":1000,"model":1,"human":0,"review":0,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:32:53.772521Z",
    "rows":1000,"model":1,"human":0,"review":0,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:33:06.848314Z",
    "rows":1000,"model":1,"human":0,"review":0,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}},{"time":"2026-11-21T17:33:18.554424Z",
    "rows":1000,"model":1,"human":0,"review":0,"nobody":0,"levels":{"human":0,"shadow":0,"assistance":0,"partial":1,"full":0}}],"agreement":null}
    """#)

  /// The same, where a column holds what people decided.
  static func withPeople(_ query: Query) -> Result<JSON, Refusal> {
    guard query == .automation, case .object(var members) = automation else { return full(query) }
    members.removeAll { $0.name == "agreement" || $0.name == "human_column" }
    members.append(JSON.Member("human_column", "decision"))
    members.append(JSON.Member("agreement", agreement))
    return .success(.object(members))
  }

  private static let agreement = Answers.json(
    #"""
    {"column":"decision","rows":4210,"agreement":0.871,"lower":0.8605,"upper":0.8809,"value":18200.5,"model_value":19950.25,"difference":1749.75,
    "series":[["2009-03-02T00:00:00Z",0.84,4100,4300],["2009-03-09T00:00:00Z",0.86,4500,4700],["2009-03-16T00:00:00Z",0.9,4800,5400],["2009-03-23T00:00:00Z",0.88,4800.5,5550.25]]}
    """#)

  /// A gateway at work.
  static let gateway = Answers.json(
    #"""
    {"address":"http://127.0.0.1:8080","session":3,"since":"2026-11-21T17:32:09.011788Z","tokens":false,"encrypted":false,"stopping":false,"versions":[1,2],
    "predictions":9092,"outcomes":8899,"duplicate":0,"unknown":0,"late":12,"lost":0,"refused":0,"queued":0,"groups":9546,"held_rows":0,"pending_facts":0,"failure":null,
    "connections":{"open":1,"accepted":1,"timed_out":0,"watching":0},"bytes_received":4109367,"bytes_sent":769525,"in_flight":0,"notices":[]}
    """#)
}
