/// Files with faults and the findings they must give, each as `line:column severity: message; mend`.
enum FindingCases {
  struct Case: Sendable {
    var title: String
    var text: String
    /// One finding a line.
    var findings: String
  }

  static let all = syntax + sections

  static let syntax = [
    Case(
      title: "an empty file",
      text: #"""

        """#,
      findings: #"""
        1:1 error: the file is empty; let `sextant init DATA --target COLUMN` write it
        """#),
    Case(
      title: "a comment alone",
      text: #"""
        # only a comment
        """#,
      findings: #"""
        1:1 error: the file is empty; let `sextant init DATA --target COLUMN` write it
        """#),
    Case(
      title: "a list",
      text: #"""
        []
        """#,
      findings: #"""
        1:1 error: the file wants keys (name, scope, data, recipes, …), not a list; write keys (name, scope, data, recipes, …)
        """#),
    Case(
      title: "a text",
      text: #"""
        just text
        """#,
      findings: #"""
        1:1 error: the file wants keys (name, scope, data, recipes, …), not a single value; write keys (name, scope, data, recipes, …)
        """#),
    Case(
      title: "a tab",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        monitoring:
        \#twindow: 3h
        """#,
      findings: #"""
        5:1 error: this is not YAML: found character that cannot start any token (while scanning for the next token); indent with spaces, not with tabs
        """#),
    Case(
      title: "a bracket not closed",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        monitoring: {window: 3h
        """#,
      findings: #"""
        4:13 error: this is not YAML: did not find expected ',' or '}' (while parsing a flow mapping); close the bracket, or put a comma between the values
        """#),
    Case(
      title: "a quote not closed",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        business: "abc
        """#,
      findings: #"""
        4:11 error: this is not YAML: found unexpected end of stream (while scanning a quoted scalar); close the quote or bracket that opens here
        """#),
    Case(
      title: "two colons",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        business: a: b
        """#,
      findings: #"""
        4:12 error: this is not YAML: mapping values are not allowed in this context; put a value that holds `: ` in quotes, or mend the indentation
        """#),
    Case(
      title: "an alias to nothing",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        business: *x
        """#,
      findings: #"""
        4:11 error: `*x` stands for nothing: no `&x` is complete before it; write the value out
        """#),
    Case(
      title: "a reserved sign",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        business: @x
        """#,
      findings: #"""
        4:11 error: this is not YAML: found character that cannot start any token (while scanning for the next token); put the value in quotes
        """#),
    Case(
      title: "two documents",
      text: #"""
        a: 1
        ---
        b: 2
        """#,
      findings: #"""
        3:1 error: a second document begins; leave out the `---` between them
        """#),
    Case(
      title: "a tag",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        business: !!python/object {unit: x}
        """#,
      findings: #"""
        4:11 error: the tag `tag:yaml.org,2002:python/object` means nothing here; leave it out
        """#),
    Case(
      title: "a key that is a list",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        ? [a]
        : 3
        """#,
      findings: #"""
        4:3 error: a list cannot be a key; write a word
        """#),
    Case(
      title: "a section under a text",
      text: #"""
        name: a
          scope: 3
        """#,
      findings: #"""
        2:8 error: this is not YAML: mapping values are not allowed in this context; put a value that holds `: ` in quotes, or mend the indentation
        """#),
    Case(
      title: "a line that is no key",
      text: #"""
        name: a
        scope
        data: 1
        """#,
      findings: #"""
        3:1 error: this is not YAML: could not find expected ':' (while scanning a simple key from line 2); write it as `key: value`
        """#),
    Case(
      title: "a block sign",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        gate: >= 3
        """#,
      findings: #"""
        4:8 error: this is not YAML: did not find expected comment or line break (while scanning a block scalar); put the value in quotes
        """#),
    Case(
      title: "a comparison sign at the front",
      text: #"""
        name: least
        scope: {metric: auc, gates: [>= 3]}
        data: {source: a.csv, target: y}

        """#,
      findings: #"""
        2:30 error: this is not YAML: found character that cannot start any token (while scanning for the next token); put the value in quotes
        """#),
    Case(
      title: "a zero byte",
      text: #"""
        a: \#u{0}b
        """#,
      findings: #"""
        1:4 error: the control character U+0000 stands here; delete it
        """#),
    Case(
      title: "a bell",
      text: #"""


         a: \#u{7}b
        """#,
      findings: #"""
        3:5 error: the control character U+0007 stands here; delete it
        """#),
  ]

  static let sections = [
    Case(
      title: "an empty scope",
      text: #"""
        scope:
        """#,
      findings: #"""
        1:1 error: `name` is missing; name the project, such as `name: bikes`
        1:1 error: `scope.metric` is missing; write `scope: {metric: auc}` or another metric
        1:1 error: `data.source` is missing; write `data: {source: FILE, target: COLUMN}`
        1:1 error: `data.target` is missing; write `data: {source: FILE, target: COLUMN}`
        """#),
    Case(
      title: "a name alone",
      text: #"""
        name: x
        """#,
      findings: #"""
        1:1 error: `scope.metric` is missing; write `scope: {metric: auc}` or another metric
        1:1 error: `data.source` is missing; write `data: {source: FILE, target: COLUMN}`
        1:1 error: `data.target` is missing; write `data: {source: FILE, target: COLUMN}`
        """#),
    Case(
      title: "a key written twice",
      text: #"""
        name: x
        name: y
        scope: {metric: auc}
        data: {source: a, target: y}
        """#,
      findings: #"""
        2:1 error: `name` is written twice, first on line 1; keep one of them
        """#),
    Case(
      title: "misspelt sections",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        recipies: {}
        deploymnet: 3
        zzzzzz: 1
        """#,
      findings: #"""
        4:1 error: `recipies` is not a key; did you mean `recipes`?
        5:1 error: `deploymnet` is not a key; did you mean `deployment`?
        6:1 error: `zzzzzz` is not a key; the keys here are name, scope, data, recipes, deployment, monitoring, business
        """#),
    Case(
      title: "gates that are none",
      text: #"""
        name: least
        scope: {metric: rsme, gates: ["auc >", "0.7 <= auc", "acu >= 0.7", "auc >= 0.8 * basline.auc", auc, 3, [x], ""]}
        data: {source: a.csv, target: y}

        """#,
      findings: #"""
        2:17 error: there is no metric `rsme`; did you mean `rmse`?
        2:37 error: `scope.gates[0]`: a value is missing at the end; put a number or a name there
        2:41 error: `scope.gates[1]`: the left side of a gate is one metric; put the metric's id alone on the left and everything else on the right
        2:55 error: `scope.gates[2]`: nothing is named `acu`; did you mean `auc`?
        2:82 error: `scope.gates[3]`: nothing is named `basline.auc`; did you mean `baseline.auc`?
        2:96 error: `scope.gates[4]`: a gate compares a metric with a bound; write it as `metric >= number`, such as `auc >= 0.78`
        2:101 error: `scope.gates[5]`: a gate compares a metric with a bound; write it as `metric >= number`, such as `auc >= 0.78`
        2:104 error: `scope.gates[6]` wants a text, not a list; write a text
        2:109 error: `scope.gates[7]` is empty; write a text or leave the key out
        """#),
    Case(
      title: "gates that contradict",
      text: #"""
        name: least
        scope: {metric: auc, gates: [auc <= 0.9, log_loss >= 0.1, auc == 1, rmse <= 3, value >= 0, latency_p99_ms <= 10]}
        data: {source: a.csv, target: y}

        """#,
      findings: #"""
        2:30 warning: `scope.gates[0]`: `auc` is better when larger, so this gate lets bad models pass; write `auc >= 0.9`
        2:42 warning: `scope.gates[1]`: `log_loss` is better when smaller, so this gate lets bad models pass; write `log_loss <= 0.1`
        2:59 warning: `scope.gates[2]`: `auc` is better when larger, so this gate lets bad models pass; write `auc >= 1`
        2:69 error: `rmse` is no metric of a binary task, which `scope.metric: auc` makes this; change the gate or `scope.metric`
        2:80 error: a gate on `value` needs a value model; write `scope.value`
        """#),
    Case(
      title: "a value model written two ways",
      text: #"""
        name: least
        scope: {metric: auc, value: {per_row: "abs(x, y)", true_positive: 3, foo: 2}}
        data: {source: a.csv, target: y}

        """#,
      findings: #"""
        2:40 error: `scope.value.per_row`: `abs` takes 1 argument, not 2; write it as `abs(x)`
        2:67 error: `scope.value` has both `per_row` and `true_positive`; keep one of the two ways
        2:70 error: `scope.value.foo` is not a key; the keys here are per_row, true_positive, false_positive, true_negative, false_negative
        """#),
    Case(
      title: "a value model that says nothing",
      text: #"""
        name: least
        scope: {metric: auc, value: {}}
        data: {source: a.csv, target: y}

        """#,
      findings: #"""
        2:29 error: `scope.value` says nothing; write `per_row: …` or `true_positive: …`
        """#),
    Case(
      title: "a regression with the parts of a classification",
      text: #"""
        name: least
        scope: {metric: rmse, value: {true_positive: sum(x)}}
        data: {source: a, target: y, positive: 1, split: {by: stratified}}

        """#,
      findings: #"""
        2:30 error: a regression has no true and false positives; write `per_row: "-abs(prediction - TARGET)"`
        2:46 error: `scope.value.true_positive`: `sum` needs a whole window, but one value a row is wanted; leave `sum(…)` out here
        3:40 error: a regression has no positive value; leave it out, or change `scope.metric`
        3:55 error: a regression has no classes to stratify by; write `by: random`
        """#),
    Case(
      title: "wrong values in the scope",
      text: #"""
        name: least
        scope: {metric: auc, users: {a: 1}, constraints: {budget: -3, privcy: x}, risks: [{likelihood: 4, impact: 1.5, what: a}, {plan: x}], milestones: [{what: x, due: 2026-02-30, hours: many}], stakeholders: [{role: r}]}
        data: {source: a.csv, target: y}

        """#,
      findings: #"""
        2:29 error: `scope.users` wants a list, not a set of keys; write a list
        2:59 error: `scope.constraints.budget` is -3, but must be from 0 up; write a number from 0 up
        2:63 error: `scope.constraints.privcy` is not a key; did you mean `privacy`?
        2:96 error: `scope.risks[0].likelihood` is 4, but must be 1…3; write a number 1…3
        2:107 error: `scope.risks[0].impact` wants a whole number, not `1.5`; round it
        2:122 error: `scope.risks[1].what` is missing; say what may happen
        2:162 error: `scope.milestones[0].due` is not a date: `2026-02-30`; write it as 2026-12-01
        2:181 error: `scope.milestones[0].hours` wants a number, not `many`; write a number
        2:204 error: `scope.stakeholders[0].name` is missing; say who it is
        2:211 warning: nothing reads the role `r`; write one of decision-maker, stakeholder, domain-expert, data-scientist, data-engineer, architect
        """#),
    Case(
      title: "a misspelt source",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: {wrld: 7}, target: [a]}

        """#,
      findings: #"""
        3:16 error: `data.source.world` is missing; give the demo world a seed, such as `{world: 7}`
        3:17 error: `data.source.wrld` is not a key; did you mean `world`?
        3:35 error: `data.target` wants a text, not a list; write a text
        """#),
    Case(
      title: "a negative seed",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: {world: -7}}

        """#,
      findings: #"""
        3:7 error: `data.target` is missing; name the column the model is to say
        3:24 error: `data.source.world` wants a whole number from 0, not `-7`; write a number such as 7
        """#),
    Case(
      title: "wrong values in the data",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a, target: y, time: {order: colums, from: x}, kinds: {a: number}, id: y, leave_out: [y, z, z]}

        """#,
      findings: #"""
        3:36 error: `data.time.to` is missing; write `from` and `to` as 2026-03-01 or 2026-03-01T08:00
        3:44 error: `data.time.order` cannot be `colums`; write `rows`
        3:58 error: `data.time.from` is not a time: `x`; write it as 2026-03-01 or 2026-03-01T08:00
        3:73 error: `data.kinds.a` cannot be `number`; write one of numeric, categorical, boolean, timestamp, text
        3:86 error: `y` is the target too; name another column
        3:101 error: the target `y` is left out; take it off the list
        3:107 warning: `z` is left out twice; keep one of them
        """#),
    Case(
      title: "two ways to give a time",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a, target: y, time: {columns: [a, b, c], order: rows}}

        """#,
      findings: #"""
        3:46 error: `data.time.columns` has 3 columns; name one timestamp column, or a date column and an hour column
        3:64 error: `data.time` has both `columns` and `order`; keep one of the two ways
        """#),
    Case(
      title: "no way to give a time",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a, target: y, time: {}}

        """#,
      findings: #"""
        3:36 error: `data.time` does not say what gives rows their time; write `{columns: [COLUMN]}` or `{order: rows, from: 2026-01-01, to: 2026-12-31}`
        """#),
    Case(
      title: "a time that ends before it begins",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a, target: y, time: {order: rows, from: 2026-01-02, to: 2026-01-01}}

        """#,
      findings: #"""
        3:72 error: `data.time` ends before it begins; put the earlier time in `from`
        """#),
    Case(
      title: "shares that are too large",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a, target: y, split: {by: time, train: 0.9, test: 0.2, live: 1.5}}

        """#,
      findings: #"""
        3:37 error: the shares of `data.split` add up to 1.1; make them 1 or less
        3:42 error: `data.split` is by time, but `data.time` is missing; write `data.time`, or `by: rows`
        3:77 error: `data.split.live` is 1.5, but must be 0…1; write a number 0…1
        """#),
    Case(
      title: "shares with nothing to train on",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a, target: y, split: {by: rows, test: 0.2}}

        """#,
      findings: #"""
        3:37 error: `data.split` leaves nothing to train on; give `train` a share
        """#),
    Case(
      title: "gates with nothing to judge on",
      text: #"""
        name: least
        scope: {metric: auc, gates: [auc > 0.5]}
        data: {source: a, target: y, split: {train: 0.9}}

        """#,
      findings: #"""
        3:37 warning: no share for `test`, which is what gates judge: they will all say `no data`; give `test` a share
        """#),
    Case(
      title: "wrong recipes",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        recipes:
          a: {algorithm: boosted-tree}
          b: {depth: 3}
          c: {algorithm: linear, depth: 3, l3: 1}
          d: {algorithm: boosted-trees, rounds: 2.5, depth: 99, learning_rate: fast, seed: -1, features: [y, x], bins: "255"}
          e: 3

        """#,
      findings: #"""
        5:18 error: `recipes.a.algorithm` cannot be `boosted-tree`; did you mean `boosted-trees`?
        6:6 error: `recipes.b.algorithm` is missing; write one of baseline, linear, logistic, boosted-trees
        7:18 error: `linear` cannot learn a binary task, which `scope.metric: auc` makes this; write one of baseline, logistic, boosted-trees
        7:26 error: `recipes.c.depth` is not a key; `depth` belongs to `boosted-trees`; leave it out or change `algorithm`
        7:36 error: `recipes.c.l3` is not a key; the keys here are algorithm, features, seed, class_weight, balance, calibrate, folds, categorical, l2, iterations
        8:41 error: `recipes.d.rounds` wants a whole number, not `2.5`; round it
        8:53 error: `recipes.d.depth` is 99, but must be 0…16; write a number 0…16
        8:72 error: `recipes.d.learning_rate` wants a number, not `fast`; write a number
        8:84 error: `recipes.d.seed` wants a whole number from 0, not `-1`; write a number such as 7
        8:99 error: `y` cannot be a feature: `data.target` names it; take it off one of the two
        8:112 error: `recipes.d.bins` wants a number, not `255`; write a number without quotes
        9:6 error: `recipes.e` wants keys (algorithm, …), not a single value; write keys (algorithm, …)
        """#),
    Case(
      title: "wrong operation",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        deployment: {strategy: canari, automation: ful}
        monitoring: {window: 24, outcome_delay: soon, alarms: [auc, "psi.x > ", {condition: pis.age > 1, windows: 0, severity: bad}, {name: x}], policies: [{when: drift}, {retrain: sometimes, when: {schedule: 7d}}, {retrain: automatic}, {when: pis.x > 1, data: newest}]}
        business: {kpis: [{name: a, formula: x, target: big}, {name: a, formula: "sum(sum(x))"}, {}], unit: 3}
        """#,
      findings: #"""
        4:24 error: `deployment.strategy` cannot be `canari`; did you mean `canary`?
        4:44 error: `deployment.automation` cannot be `ful`; did you mean `full`?
        5:22 error: `monitoring.window` is no length: `24`; write a period such as 24h, or `500 rows`
        5:41 error: `monitoring.outcome_delay` is no duration: `soon`; write it as 30s, 15min, 2h or 7d
        5:56 error: `monitoring.alarms[0]` is a number, not a condition; compare it, such as `auc >= 0.2`
        5:70 error: `monitoring.alarms[1]`: a value is missing at the end; put a number or a name there
        5:85 error: `monitoring.alarms[2].condition`: nothing is named `pis.age`; did you mean `psi.age`?
        5:107 error: `monitoring.alarms[2].windows` is 0, but must be 1…1000; write a number 1…1000
        5:120 error: `monitoring.alarms[2].severity` cannot be `bad`; write one of information, warning, critical
        5:126 error: `monitoring.alarms[3].condition` is missing; write what must hold, such as `condition: psi.score >= 0.2`
        5:174 error: `monitoring.policies[1].retrain` cannot be `sometimes`; write one of off, suggest, automatic
        5:208 error: `monitoring.policies[2].when` is missing; write drift, gate, `{outcomes: 5000}`, `{schedule: 7d}` or a condition
        5:237 error: `monitoring.policies[3].when`: nothing is named `pis.x`; did you mean `psi.x`?
        5:254 error: `monitoring.policies[3].data` is unknown: `newest`; write all, newest and a number of rows, recent and a period such as 30d, since_change or auto
        6:38 error: `business.kpis[0].formula`: `x` has a value a row, but one value a window is wanted; put it inside an aggregate, such as `mean(x)`
        6:49 error: `business.kpis[0].target` is no target: `big`; write it as "<= 900"
        6:79 error: `business.kpis[1].formula`: `sum` stands inside `sum`; aggregate once; join aggregates by arithmetic
        6:90 error: `business.kpis[2].name` is missing; name the KPI
        6:90 error: `business.kpis[2].formula` is missing; write it as `formula: "rate(outcome == 1)"`
        """#),
    Case(
      title: "a window of no rows",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        monitoring: {window: 0 rows}
        """#,
      findings: #"""
        4:22 error: `monitoring.window` of 0 rows; write from 1 to 100000000 rows
        """#),
    Case(
      title: "a window of no time",
      text: #"""
        name: least
        scope: {metric: auc}
        data: {source: a.csv, target: y}
        monitoring: {window: 0s}
        """#,
      findings: #"""
        4:22 error: `monitoring.window` of `0s`; write from 1s to a hundred years
        """#),
  ]
}
