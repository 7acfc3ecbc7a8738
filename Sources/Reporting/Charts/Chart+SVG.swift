extension Chart {
  /// The chart as an SVG element.
  ///
  /// - Parameter id: unlike any other of the page; letters, digits and hyphens.
  public func svg(id: String) -> String {
    let drawing =
      switch plot {
      case .lines(let plot): plot.drawing()
      case .bars(let plot): plot.drawing()
      case .heat(let plot): plot.drawing()
      case .histogram(let plot): plot.drawing()
      case .forest(let plot): plot.drawing()
      }
    return drawing.svg(id: id, title: title, summary: summary)
  }

  /// The events that numbers in the chart stand for.
  var marks: [LinePlot.Mark] {
    switch plot {
    case .lines(let plot): plot.marks
    case .bars, .heat, .histogram, .forest: []
    }
  }
}
