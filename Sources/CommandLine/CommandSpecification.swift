/// What a command takes: the parser, `--help` and the generated reference all read this one table.
public struct CommandSpecification: Sendable, Equatable {
  public var name: String
  public var summary: String
  public var arguments: [Argument] = []
  public var options: [Option] = []

  public struct Argument: Sendable, Equatable {
    public var name: String
    public var isOptional: Bool = false
    /// It may be given several times; the last argument alone.
    public var isRepeatable: Bool = false

    public init(name: String, isOptional: Bool = false, isRepeatable: Bool = false) {
      self.name = name
      self.isOptional = isOptional
      self.isRepeatable = isRepeatable
    }
  }

  public struct Option: Sendable, Equatable {
    /// With its dashes: `--recipe`.
    public var name: String
    /// What stands for the value in the help; nil for a flag.
    public var value: String?
    public var summary: String
    public var isRepeatable: Bool = false

    public init(name: String, value: String? = nil, summary: String, isRepeatable: Bool = false) {
      self.name = name
      self.value = value
      self.summary = summary
      self.isRepeatable = isRepeatable
    }
  }

  public init(name: String, summary: String, arguments: [Argument] = [], options: [Option] = []) {
    self.name = name
    self.summary = summary
    self.arguments = arguments
    self.options = options
  }

  /// The first line of the help: `sextant train [--recipe R] …`.
  public var usage: String {
    let arguments = arguments.map { argument in
      let name = argument.name + (argument.isRepeatable ? " …" : "")
      return argument.isOptional ? "[\(name)]" : name
    }
    let options = options.map { option in
      "[\(option.name)\(option.value.map { " " + $0 } ?? "")\(option.isRepeatable ? " …" : "")]"
    }
    return (["sextant", name] + arguments + options).filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension CommandSpecification {
  private typealias Flag = Option

  /// Options that every command takes.
  public static let common = [
    Option(
      name: "--project", value: "DIR", summary: "the project folder (default: the nearest upward with sextant.yaml)"),
    Option(name: "--attach", value: "URL", summary: "the engine behind `sextant serve` at http://host:port instead"),
    Option(
      name: "--token-file", value: "FILE", summary: "the token that --attach shows (default: SEXTANT_TOKEN)"),
    Option(name: "--ca-file", value: "FILE", summary: "certificates that --attach trusts (default: the system's)"),
    Option(name: "--json", summary: "print one JSON document"),
    Option(name: "--quiet", summary: "print no progress"),
    Option(name: "--help", summary: "explain the command"),
  ]

  static let theme = Option(
    name: "--theme", value: "NAME", summary: "auto, dark, light or another; `sextant themes` lists them")

  static let plain = Option(
    name: "--plain", summary: "lines instead of a screen: for screen readers, logs and scripts")

  static let reducedMotion = Option(
    name: "--reduced-motion", summary: "nothing on the screen looks as if it moved")

  /// Options of `sextant` without a command.
  static let bare = [Option(name: "--version", summary: "print the version"), theme, plain, reducedMotion]

  private static let because = Option(name: "--because", value: "REASON", summary: "why, for the journal")

  private static let skipBadRows = Option(
    name: "--skip-bad-rows", summary: "leave out rows that cannot be read, and tell how many")

  /// Every command, in the order of the help.
  public static let all: [CommandSpecification] = [
    CommandSpecification(
      name: "init", summary: "start a project from a table: infers columns, split and scope, and writes sextant.yaml",
      arguments: [Argument(name: "DATA")],
      options: [
        Option(name: "--target", value: "COL", summary: "the column to predict"),
        Option(name: "--time", value: "COL,…", summary: "the column, or date and hour columns, of event time"),
        Option(name: "--id", value: "COL", summary: "the column that names a row"),
        Option(name: "--leave-out", value: "COL,…", summary: "columns the model must not see"),
        Option(name: "--watch", summary: "DATA is the log of a model that is served elsewhere: watch it"),
        Option(name: "--reference", value: "FILE", summary: "of --watch: what drift is measured against"),
        Option(name: "--score", value: "COL", summary: "of --watch: the column of the score"),
        Option(name: "--prediction", value: "COL", summary: "of --watch: the column of the answer"),
        Option(name: "--version", value: "COL", summary: "of --watch: the column of the model's version"),
        Option(name: "--name", value: "N", summary: "the project's name (default: the folder's)"),
        skipBadRows,
      ]),
    CommandSpecification(
      name: "check", summary: "validate sextant.yaml and the data against it",
      options: [
        Option(name: "--against", value: "FILE", summary: "tell what FILE in its place would change instead"),
        skipBadRows,
      ]),
    CommandSpecification(
      name: "profile", summary: "describe every column of the project's data or of a file",
      arguments: [Argument(name: "FILE", isOptional: true)],
      options: [Option(name: "--column", value: "C", summary: "this column alone"), skipBadRows]),
    CommandSpecification(
      name: "train", summary: "train a recipe; the new version becomes the challenger",
      options: [
        Option(
          name: "--recipe", value: "R", summary: "a recipe of sextant.yaml (default: the champion's, or the first)"),
        Option(name: "--split", value: "random|time", summary: "how rows fall into parts, for this run"),
        Option(name: "--rows", value: "FROM:TO", summary: "rows of the source to train within"),
        Option(name: "--seed", value: "S", summary: "the seed, for this run"),
        Option(name: "--set", value: "KEY=VALUE", summary: "a hyperparameter, for this run", isRepeatable: true),
        Option(
          name: "--data", value: "CHOICE",
          summary: "rows of a retrain: all, \"newest N\", \"recent 30d\", since_change or auto"),
      ]),
    CommandSpecification(
      name: "runs", summary: "list the trainings",
      options: [
        Option(
          name: "--where", value: "EXPR",
          summary: "only runs for which it holds, such as `auc > 0.7`, or that have these words")
      ]),
    CommandSpecification(
      name: "predict", summary: "score a file with a version; CSV on standard output",
      arguments: [Argument(name: "FILE")],
      options: [
        Option(name: "--version", value: "V", summary: "the version (default: the champion)"), skipBadRows,
      ]),
    CommandSpecification(
      name: "bless", summary: "record that a version may go live", arguments: [Argument(name: "VERSION")],
      options: [because]),
    CommandSpecification(
      name: "promote", summary: "make a version the champion (default: the challenger)",
      arguments: [Argument(name: "VERSION", isOptional: true)],
      options: [
        Option(name: "--now", summary: "at once, whatever the strategy"), because,
        Option(name: "--override", value: "REASON", summary: "the reason that a gate which did not pass needs"),
      ]),
    CommandSpecification(name: "rollback", summary: "swap the champion with the previous one", options: [because]),
    CommandSpecification(
      name: "replay", summary: "play a file, or the live part of the data, through the champion",
      arguments: [Argument(name: "FILE", isOptional: true)],
      options: [
        Option(name: "--speed", value: "N|max", summary: "rows per second (default: max)"),
        Option(name: "--until", value: "ROW|TIME", summary: "where to stop"),
        Option(name: "--resume", summary: "go on where the last session stopped"),
      ]),
    CommandSpecification(
      name: "serve", summary: "answer clients over HTTP with the champion, until it is interrupted",
      options: [
        Option(name: "--port", value: "P", summary: "where to listen; 0 for any (default: 8080)"),
        Option(name: "--bind", value: "A", summary: "the address to listen on (default: 127.0.0.1)"),
        Option(
          name: "--token-file", value: "F", summary: "tokens that clients must show; needed for all but loopback"),
        Option(name: "--certificate", value: "F", summary: "PEM file with the certificate, for TLS"),
        Option(name: "--key", value: "F", summary: "PEM file with the certificate's key"),
      ]),
    CommandSpecification(
      name: "outcomes", summary: "join a file of outcomes (CSV or NDJSON; - for standard input) with the predictions",
      arguments: [Argument(name: "FILE")]),
    CommandSpecification(
      name: "watch",
      summary: "follow the log of a model that is served elsewhere (CSV or NDJSON; - for standard input)",
      arguments: [Argument(name: "LOG", isOptional: true)],
      options: [
        Option(name: "--reference", value: "FILE", summary: "what drift is measured against (default: the first rows)"),
        Option(name: "--reference-rows", value: "N", summary: "so many of them (default: 1000)"),
        Option(name: "--follow", summary: "wait for more at the end of the log, until ^C (the default)"),
        Option(name: "--once", summary: "stop at the end of the log"),
        Option(name: "--idle", value: "SECONDS", summary: "stop when nothing has come for so long"),
        Option(name: "--id", value: "COL", summary: "the column that names a prediction"),
        Option(name: "--time", value: "COL", summary: "the column of its time"),
        Option(name: "--score", value: "COL", summary: "the column of the score"),
        Option(name: "--prediction", value: "COL", summary: "the column of the answer"),
        Option(name: "--outcome", value: "COL", summary: "the column of what turned out"),
        Option(name: "--version", value: "COL", summary: "the column of the model's version"),
        Option(name: "--features", value: "COL,…", summary: "the columns to watch (default: all others)"),
        Option(name: "--leave-out", value: "COL,…", summary: "columns not to watch"),
      ]),
    CommandSpecification(
      name: "upstream", summary: "freshness, volume and schema of the sources, and how fast each feature drifts"),
    CommandSpecification(
      name: "window", summary: "a window's drift column by column; of one column its shape, trend and worst segments",
      arguments: [Argument(name: "N", isOptional: true)],
      options: [Option(name: "--column", value: "C", summary: "a feature, or score")]),
    CommandSpecification(
      name: "series",
      summary: "figures over time: without a name which there are; with names, or families, their points as CSV",
      arguments: [Argument(name: "NAME", isOptional: true, isRepeatable: true)],
      options: [
        Option(
          name: "--resolution", value: "1s|1m|1h|window",
          summary: "how long a point is (default: window); 1s is kept while the engine runs"),
        Option(name: "--since", value: "TIME", summary: "points from then on"),
        Option(name: "--limit", value: "N", summary: "the newest so many of each (default and most: 2000)"),
      ]),
    CommandSpecification(name: "stop-serving", summary: "close the gateway", options: [because]),
    CommandSpecification(name: "gateway", summary: "what the gateway is doing: endpoints, rates, latency, errors"),
    CommandSpecification(name: "pause", summary: "hold the traffic"),
    CommandSpecification(name: "resume", summary: "let the traffic go on"),
    CommandSpecification(
      name: "speed", summary: "set the traffic's speed, in rows per second", arguments: [Argument(name: "N|max")]),
    CommandSpecification(
      name: "drift", summary: "compare two files column by column",
      options: [
        Option(name: "--reference", value: "A", summary: "the file drift is measured against"),
        Option(name: "--current", value: "B", summary: "the file that is measured"),
        Option(name: "--profile", value: "P", summary: "sextant (default), evidently or nannyml"),
        Option(name: "--columns", value: "C,…", summary: "these columns alone"),
        Option(name: "--chunk", value: "N", summary: "rows of the reference's chunks, which limits are learned from"),
        Option(name: "--multivariate", summary: "columns together too: reconstruction, and a classifier"),
        Option(name: "--fail-on", value: "drift", summary: "exit with 1 when the data drifted"),
      ]),
    CommandSpecification(
      name: "estimate", summary: "a model's metrics on a file of scores, before its outcomes are known",
      options: [
        Option(name: "--reference", value: "R", summary: "a file of scores with their outcomes, of unseen rows"),
        Option(name: "--current", value: "C", summary: "the file of scores to estimate for"),
        Option(name: "--outcomes", value: "FILE", summary: "what turned out, to put beside the estimate"),
        Option(name: "--id", value: "COL", summary: "the column that joins the outcomes with the current file"),
        Option(name: "--target", value: "T", summary: "the column of the outcome"),
        Option(name: "--score", value: "S", summary: "the score: a probability, or of S_CLASS one each, or a number"),
        Option(name: "--prediction", value: "P", summary: "the column of the answer (default: by the score)"),
        Option(name: "--chunk", value: "N", summary: "rows of a chunk (default: a tenth of the reference)"),
      ]),
    CommandSpecification(
      name: "alarms",
      summary: "list open alarms, the costliest first; acknowledge, unacknowledge, snooze, unsnooze or note one",
      arguments: [
        Argument(name: "acknowledge|unacknowledge|snooze|unsnooze|note", isOptional: true),
        Argument(name: "ID", isOptional: true), Argument(name: "TEXT", isOptional: true),
      ],
      options: [
        Option(name: "--all", summary: "resolved ones too"),
        Option(name: "--where", value: "EXPR", summary: "only alarms for which it holds, or that have these words"),
        Option(name: "--for", value: "TIME", summary: "how long to snooze, such as 2h (default: 1h)"),
      ]),
    CommandSpecification(
      name: "policies", summary: "what each policy did, may do, and why it does nothing now"),
    CommandSpecification(name: "kpis", summary: "the business figures with their targets"),
    CommandSpecification(name: "status", summary: "the six stages, the champion, alarms and KPIs"),
    CommandSpecification(
      name: "journal", summary: "everything that happened, one event a line",
      options: [Option(name: "--since", value: "N", summary: "events after this sequence number")]),
    CommandSpecification(
      name: "log", summary: "predictions with their outcomes, one a line",
      options: [
        Option(
          name: "--where", value: "EXPR",
          summary: "only rows for which it holds, such as `score > 0.9 and outcome == 0`"),
        Option(name: "--limit", value: "N", summary: "at most so many (default: 1000; all with --csv)"),
        Option(name: "--csv", summary: "a table instead of JSON, a column for each feature"),
      ]),
    CommandSpecification(
      name: "registry", summary: "versions, aliases and their history",
      options: [
        Option(name: "--at", value: "TIME", summary: "as it was then"),
        Option(name: "--where", value: "EXPR", summary: "only versions for which it holds, or that have these words"),
      ]),
    CommandSpecification(
      name: "step-back", summary: "begin a new iteration at an earlier stage", arguments: [Argument(name: "STAGE")],
      options: [because]),
    CommandSpecification(name: "reload", summary: "read sextant.yaml again, in the engine that has the project open"),
    CommandSpecification(name: "cancel", summary: "cancel a task", arguments: [Argument(name: "TASK")]),
    CommandSpecification(
      name: "demo", summary: "open a world that drifts, with a first champion, in a minute's watching",
      options: [
        Option(name: "--seed", value: "S", summary: "which world (default: 7)"),
        Option(
          name: "--headless", value: "ROWS", summary: "play so many requests without a screen and print what happened"),
        Option(
          name: "--events", value: "all|none|KIND,…",
          summary: "what may happen to the world: upstream_break, covariate_shift, concept_change, mislabelling"),
        theme, plain, reducedMotion,
      ]),
    CommandSpecification(
      name: "compare", summary: "two versions on the same rows: recipes, metrics, curves",
      arguments: [Argument(name: "A"), Argument(name: "B")]),
    CommandSpecification(
      name: "evaluate", summary: "metrics, curves and slices of a version on a file",
      arguments: [Argument(name: "FILE")],
      options: [Option(name: "--version", value: "V", summary: "the version (default: the champion)")]),
    CommandSpecification(
      name: "assess", summary: "what a version does right and wrong on the project's test rows",
      options: [Option(name: "--version", value: "V", summary: "the version (default: the champion)")]),
    CommandSpecification(
      name: "what-if", summary: "a version beside the champion on the newest labelled rows",
      arguments: [Argument(name: "VERSION", isOptional: true)]),
    CommandSpecification(
      name: "threshold", summary: "ship a version with another decision threshold, without training",
      arguments: [Argument(name: "THRESHOLD")],
      options: [Option(name: "--version", value: "V", summary: "the version (default: the champion)"), because]),
    CommandSpecification(
      name: "import", summary: "take in a model of XGBoost (JSON, UBJSON), LightGBM (text) or ONNX as a version",
      arguments: [Argument(name: "FILE")],
      options: [
        Option(
          name: "--examples", value: "ROWS", summary: "rows with the model's own scores, which verify the version"),
        Option(name: "--score", value: "COL", summary: "the column of those scores (default: score)"), because,
      ]),
    CommandSpecification(
      name: "export", summary: "write a version for other programs", arguments: [Argument(name: "VERSION")],
      options: [
        Option(name: "--to", value: "onnx|xgboost-json|bundle", summary: "the format (default: xgboost-json)"),
        Option(
          name: "--output", value: "FILE", summary: "where to (default: standard output; of a bundle a new folder)"),
      ]),
    CommandSpecification(
      name: "data",
      summary:
        "dataset versions: list, diff A B, rows, checks, mend ID, drop, keep, append FILE, collect, restore, undo",
      arguments: [
        Argument(name: "list|diff|rows|checks|mend|drop|keep|append|collect|restore|undo"),
        Argument(name: "A", isOptional: true), Argument(name: "B", isOptional: true),
      ],
      options: [
        Option(name: "--where", value: "EXPR", summary: "the rows for which it holds"),
        Option(name: "--sort", value: "COL", summary: "order of the rows; -COL descends"),
        Option(name: "--offset", value: "N", summary: "rows to pass over"),
        Option(name: "--limit", value: "N", summary: "at most so many rows (default: 50)"), because,
      ]),
    CommandSpecification(
      name: "label",
      summary: "labels to look at, most doubtful first: queue, set ROW VALUE, confirm ROW, skip ROW, apply FILE",
      arguments: [
        Argument(name: "queue|set|confirm|skip|apply"), Argument(name: "ROW|FILE", isOptional: true),
        Argument(name: "VALUE", isOptional: true),
      ],
      options: [
        Option(name: "--offset", value: "N", summary: "rows of the queue to pass over"),
        Option(name: "--where", value: "EXPR", summary: "only rows for which it holds, or that have these words"),
        Option(name: "--limit", value: "N", summary: "at most so many rows (default: 50)"), because,
      ]),
    CommandSpecification(
      name: "scope", summary: "each field of the project file and whether it holds: show, diff FILE, apply FILE",
      arguments: [Argument(name: "show|diff|apply", isOptional: true), Argument(name: "FILE", isOptional: true)],
      options: [because]),
    CommandSpecification(
      name: "rollout",
      summary: "the walk to the next champion: show, resume, advance, abort; before it lint and rehearse [VERSION]",
      arguments: [
        Argument(name: "show|resume|advance|abort|lint|rehearse", isOptional: true),
        Argument(name: "VERSION", isOptional: true),
      ],
      options: [
        Option(
          name: "--strategy", value: "S",
          summary: "of lint and rehearse: shadow, canary, rolling, blue_green or ab (default: the project's)"),
        Option(name: "--session", value: "N", summary: "of rehearse: whose traffic (default: the newest)"), because,
      ]),
    CommandSpecification(
      name: "automation", summary: "who decides: human, shadow, assistance, partial, full",
      arguments: [Argument(name: "LEVEL", isOptional: true)], options: [because]),
    CommandSpecification(
      name: "review", summary: "requests that wait for a person: list them, or answer one",
      arguments: [Argument(name: "SESSION:ID", isOptional: true), Argument(name: "ANSWER", isOptional: true)],
      options: [
        Option(name: "--offset", value: "N", summary: "requests to pass over"),
        Option(name: "--limit", value: "N", summary: "at most so many (default: 50)"),
      ]),
    CommandSpecification(
      name: "suggestion", summary: "answer what a policy suggests",
      arguments: [Argument(name: "accept|dismiss"), Argument(name: "NUMBER", isOptional: true)]),
    CommandSpecification(name: "business", summary: "KPIs, value beside its alternatives, segments, return"),
    CommandSpecification(name: "insights", summary: "what to do next, ranked by money"),
    CommandSpecification(name: "iterations", summary: "the turns of the cycle and the ways back"),
    CommandSpecification(
      name: "decide", summary: "conclude an iteration: continue, retrain, step_back, retire",
      arguments: [Argument(name: "DECISION")], options: [because]),
    CommandSpecification(
      name: "token", summary: "what lets clients through the gateway: add, list or revoke",
      arguments: [Argument(name: "add|list|revoke", isOptional: true), Argument(name: "ID", isOptional: true)],
      options: [
        Option(
          name: "--scope", value: "S,…", summary: "what it allows: predict, outcomes, admin (all)",
          isRepeatable: true),
        Option(name: "--name", value: "N", summary: "whose it is, for the list"),
        Option(name: "--token-file", value: "F", summary: "where it is kept (default: the project's .sextant/tokens)"),
      ]),
    CommandSpecification(name: "undo", summary: "take back the last command that can be taken back"),
    CommandSpecification(
      name: "report", summary: "a report that stands by itself",
      options: [
        Option(name: "--format", value: "md|html", summary: "the format (default: md)"),
        Option(
          name: "--for", value: "decision-maker|data-scientist", summary: "who reads it (default: decision-maker)"),
        Option(name: "--output", value: "FILE", summary: "where to (default: standard output)"),
      ]),
    CommandSpecification(
      name: "help", summary: "explain a command, as --help does",
      arguments: [Argument(name: "COMMAND", isOptional: true)]),
    CommandSpecification(
      name: "themes", summary: "the themes of the screen; check tells what cannot be read in them",
      arguments: [Argument(name: "list|check", isOptional: true), Argument(name: "NAME", isOptional: true)]),
    CommandSpecification(
      name: "keys", summary: "the keys of the screen in force; check tells what is wrong in your own file of them",
      arguments: [Argument(name: "list|check", isOptional: true), Argument(name: "FILE", isOptional: true)]),
    CommandSpecification(
      name: "docs",
      summary: "the documentation: a topic by its name, man for the manual page, completions bash|zsh|fish",
      arguments: [
        Argument(name: "TOPIC|man|completions", isOptional: true), Argument(name: "bash|zsh|fish", isOptional: true),
      ]),
    CommandSpecification(name: "doctor", summary: "what the terminal can do, what is installed, what is stored"),
  ]

  public static func named(_ name: String) -> CommandSpecification? { all.first { $0.name == name } }
}
