import Encoding
import Glibc
import Lifecycle

extension Answers {
  private static func numbers(_ values: [Double]) -> JSON { JSON(values) }

  private static let grid = (0...40).map { Double($0) / 40 }

  static let analysis: JSON = {
    let thresholds: [JSON] = (1..<100).map { step in
      let at = Double(step) / 100
      let recall = exp(-3.2 * at)
      let precision = min(1, 0.12 + 0.9 * at)
      return .object([
        .init("threshold", JSON(at)), .init("precision", JSON(precision)), .init("recall", JSON(recall)),
        .init("f1", JSON(2 * precision * recall / (precision + recall))),
        .init("value", JSON(464 * recall * 120 - 464 * recall / precision * (1 - precision) * 9)),
        .init("positives", JSON(Int(464 * recall / precision))),
      ])
    }
    return .object([
      .init("version", JSON(5)), .init("dataset", "9b1de2f07c55"), .init("part", "test"), .init("rows", JSON(4118)),
      .init("task", "binary"), .init("threshold", 0.18),
      .init(
        "metrics",
        json(
          #"{"auc":{"value":0.791,"lower":0.772,"upper":0.809,"n":4118},"f1":{"value":0.402,"lower":0.371,"upper":0.431,"n":4118},"log_loss":{"value":0.281,"lower":0.266,"upper":0.297,"n":4118},"ece":{"value":0.031,"lower":0.02,"upper":0.04,"n":4118}}"#
        )),
      .init(
        "curves",
        .object([
          .init("roc", .object([.init("fpr", numbers(grid)), .init("tpr", numbers(grid.map { pow($0, 0.35) }))])),
          .init(
            "pr",
            .object([.init("recall", numbers(grid)), .init("precision", numbers(grid.map { 0.75 - 0.6 * $0 * $0 }))])),
          .init(
            "calibration",
            json(
              #"{"predicted":[0.03,0.08,0.15,0.25,0.42,0.66],"observed":[0.02,0.07,0.18,0.31,0.40,0.55],"rows":[2100,900,500,300,200,118]}"#
            )),
        ])),
      .init("confusion", json(#"{"classes":["no","yes"],"counts":[[3302,352],[201,263]]}"#)),
      .init(
        "histogram",
        .object([
          .init("edges", numbers((0...20).map { Double($0) / 20 })),
          .init(
            "counts",
            .object([
              .init("no", .array(Wave.bell(20, center: 2, width: 2.5, total: 3654).map { JSON($0) })),
              .init("yes", .array(Wave.bell(20, center: 8, width: 4.5, total: 464).map { JSON($0) })),
            ])),
        ])), .init("thresholds", .array(thresholds)), .init("best", json(#"{"value":0.08,"f1":0.27}"#)),
      .init("slices", slices), .init("errors", errors), .init("importances", importances),
      .init(
        "stale",
        json(
          #"{"verdict":"stale","test":{"value":0.791,"lower":0.772,"upper":0.809,"n":4118},"newest":{"value":0.491,"lower":0.43,"upper":0.55,"n":1600},"difference":{"value":-0.3,"lower":-0.36,"upper":-0.24,"n":1600}}"#
        )),
      .init(
        "sentences",
        [
          "Of 464 people who subscribed it finds 263, and 615 are called.",
          "It is worst among people called in May: AUC 0.62 against 0.81 elsewhere.",
          "It relies most on euribor3m, which has drifted.",
        ]),
    ])
  }()

  private static let slices = json(
    #"""
    [{"filter":"month == \"may\"","rows":1376,"metric":"auc","value":0.62,"rest":0.81,"difference":-0.19,"lower":-0.24,"upper":-0.14,"p_value":0.0001,"significant":true},
    {"filter":"job == \"student\" and age < 25","rows":61,"metric":"auc","value":0.66,"rest":0.79,"difference":-0.13,"lower":-0.26,"upper":0.01,"p_value":0.07,"significant":false},
    {"filter":"contact == \"telephone\"","rows":1499,"metric":"auc","value":0.71,"rest":0.80,"difference":-0.09,"lower":-0.13,"upper":-0.05,"p_value":0.001,"significant":true}]
    """#)

  private static let importances = json(
    #"""
    [{"column":"euribor3m","mean":0.081,"sd":0.006},{"column":"nr.employed","mean":0.044,"sd":0.005},{"column":"month","mean":0.021,"sd":0.003},{"column":"age","mean":0.009,"sd":0.002},{"column":"job","mean":0.004,"sd":0.002},{"column":"marital","mean":-0.001,"sd":0.001}]
    """#)

  private static let errors: JSON = .array(
    (0..<30).map { place in
      let isMissed = place % 2 == 0
      return .object([
        .init("row", JSON(38_000 + place * 91)), .init("label", JSON(isMissed ? "yes" : "no")),
        .init("score", JSON(isMissed ? 0.02 + Double(place) / 500 : 0.93 - Double(place) / 300)),
        .init("prediction", JSON(isMissed ? "no" : "yes")), .init("loss", JSON(3.9 - Double(place) / 20)),
        .init(
          "values",
          .object([
            .init("age", JSON(25 + place)), .init("job", "technician"), .init("month", "may"),
            .init("euribor3m", 4.857), .init("nr.employed", 5191.0), .init("poutcome", "nonexistent"),
          ])),
        .init(
          "contributions",
          [
            ["euribor3m", -1.12], ["nr.employed", -0.61], ["month", -0.33], ["age", 0.12], ["job", 0.05],
            ["poutcome", -0.04],
          ]),
      ])
    })

  static let comparison: JSON = .object([
    .init("a", JSON(5)), .init("b", JSON(6)), .init("rows", JSON(4118)),
    .init(
      "recipe_difference",
      json(
        #"[{"key":"algorithm","a":"boosted-trees","b":"linear"},{"key":"rounds","a":300,"b":null},{"key":"l2","a":null,"b":0.5}]"#
      )),
    .init(
      "metrics",
      json(
        #"""
        [{"metric":"log_loss","a":0.281,"b":0.262,"difference":-0.019,"lower":-0.031,"upper":-0.007},{"metric":"auc","a":0.791,"b":0.641,"difference":-0.15,"lower":-0.17,"upper":-0.13},{"metric":"f1","a":0.402,"b":0.409,"difference":0.007,"lower":-0.012,"upper":0.026}]
        """#)),
    .init(
      "curves",
      .object([
        .init(
          "a",
          .object([
            .init("roc", .object([.init("fpr", numbers(grid)), .init("tpr", numbers(grid.map { pow($0, 0.35) }))])),
            .init(
              "pr",
              .object([.init("recall", numbers(grid)), .init("precision", numbers(grid.map { 0.75 - 0.6 * $0 * $0 }))])),
          ])),
        .init(
          "b",
          .object([
            .init("roc", .object([.init("fpr", numbers(grid)), .init("tpr", numbers(grid.map { pow($0, 0.7) }))])),
            .init(
              "pr", .object([.init("recall", numbers(grid)), .init("precision", numbers(grid.map { 0.5 - 0.4 * $0 }))])),
          ])),
      ])),
    .init(
      "training",
      .object([
        .init(
          "a",
          .object([
            .init("rounds", numbers(grid.map { $0 * 300 })), .init("train", numbers(grid.map { 0.5 - 0.3 * $0 })),
            .init("validate", numbers(grid.map { 0.5 - 0.22 * $0 })),
          ])),
        .init("b", .object([])),
      ])),
    .init(
      "disagreements",
      json(
        #"{"rows":321,"share":0.078,"examples":[{"row":38001,"a":"no","b":"yes","label":"yes","values":{"age":41,"job":"admin.","month":"may"}},{"row":38214,"a":"yes","b":"no","label":"no","values":{"age":29,"job":"services","month":"oct"}}]}"#
      )),
  ])

  /// What a regression answers.
  static let regression: JSON = {
    let predicted = (0..<300).map { 200 + 180 * Wave.noise($0) }
    let residual = (0..<300).map { 40 * Wave.noise($0, 3) * (1 + Wave.noise($0, 5)) }
    return .object([
      .init("version", JSON(2)), .init("part", "test"), .init("rows", JSON(5214)), .init("task", "regression"),
      .init("threshold", .null),
      .init(
        "metrics",
        json(
          #"{"rmse":{"value":48.1,"lower":45.9,"upper":50.2,"n":5214},"mae":{"value":30.2,"lower":29.1,"upper":31.4,"n":5214},"r2":{"value":0.921,"lower":0.91,"upper":0.93,"n":5214}}"#
        )),
      .init(
        "residuals",
        .object([
          .init("predicted", numbers(predicted)), .init("residual", numbers(residual)),
          .init("edges", numbers((0...24).map { -120 + Double($0) * 10 })),
          .init("counts", .array(Wave.bell(24, center: 12, width: 3, total: 5214).map { JSON($0) })),
        ])),
      .init("importances", json(#"[{"column":"hr","mean":102.1,"sd":2.2},{"column":"temp","mean":21.4,"sd":0.9}]"#)),
      .init(
        "slices",
        json(
          #"[{"filter":"hr == 8 and workingday","rows":310,"metric":"rmse","value":91.2,"rest":44.0,"difference":47.2,"lower":39.0,"upper":55.1,"p_value":0.0001,"significant":true}]"#
        )), .init("sentences", ["It misses most at eight in the morning."]),
    ])
  }()
}
