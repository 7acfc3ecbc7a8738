import Encoding

extension TextReport {
  /// The sentence, then each metric of both versions with the interval of their difference.
  public static func whatIf(_ document: JSON) -> String {
    func figure(_ value: JSON?) -> String { value?.double.map { NumberText.significant($0, 4) } ?? "–" }
    var table = TextTable(["metric", "challenger", "champion", "difference", "95 % interval"])
    for metric in document["metrics"]?.array ?? [] {
      table.add([
        metric["metric"]?.string ?? "", figure(metric["b"]), figure(metric["a"]), figure(metric["difference"]),
        "\(figure(metric["lower"])) … \(figure(metric["upper"]))",
      ])
    }
    if let value = document["value"], !value.isNull {
      table.add([
        "value a row", figure(value["challenger"]), figure(value["champion"]), figure(value["difference"]),
        "\(figure(value["lower"])) … \(figure(value["upper"]))",
      ])
    }
    return (document["sentence"]?.string ?? "") + "\n" + table.text
  }
}
