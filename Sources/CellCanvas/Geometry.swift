/// A number of columns and rows; never negative.
public struct Size: Sendable, Hashable {
  /// Cells across.
  public var columns: Int
  /// Cells down.
  public var rows: Int

  public static let zero = Size(columns: 0, rows: 0)

  /// Negative numbers become 0.
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  public var isEmpty: Bool { columns == 0 || rows == 0 }
}

extension Size: CustomStringConvertible {
  public var description: String { "\(columns)×\(rows)" }
}

/// A cell's place: column `x` and row `y`, counted from 0 at the top left.
public struct Point: Sendable, Hashable {
  public var x: Int
  public var y: Int

  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}

/// A block of cells. Width and height are never negative.
public struct Rect: Sendable, Hashable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int

  public static let zero = Rect(x: 0, y: 0, width: 0, height: 0)

  /// Negative widths and heights become 0.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The whole of a screen or canvas.
  public init(_ size: Size) {
    self.init(x: 0, y: 0, width: size.columns, height: size.rows)
  }

  public var origin: Point { Point(x: x, y: y) }
  public var size: Size { Size(columns: width, rows: height) }
  public var isEmpty: Bool { width == 0 || height == 0 }
  /// The first column past the right edge.
  public var endX: Int { x + width }
  /// The first row past the bottom edge.
  public var endY: Int { y + height }

  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < endX && point.y >= y && point.y < endY
  }

  public func contains(_ other: Rect) -> Bool {
    other.isEmpty || (other.x >= x && other.endX <= endX && other.y >= y && other.endY <= endY)
  }

  /// The cells both have; empty, at the later origin, when they have none.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(x: left, y: top, width: min(endX, other.endX) - left, height: min(endY, other.endY) - top)
  }
}

extension Rect: CustomStringConvertible {
  public var description: String { "\(width)×\(height) at \(x),\(y)" }
}
