/// How the terminal paints what it is sent next, as its SGR sequences set it.
struct Rendition: Equatable {
  var foreground = Paint.own
  var background = Paint.own
  var attributes: Set = []

  /// A colour as it is asked for.
  enum Paint: Equatable {
    /// The terminal's own.
    case own
    /// One of sixteen: 0…7, and 8…15 for the brighter ones.
    case basic(Int)
    /// By the number in the palette.
    case indexed(Int)
    case direct(red: Int, green: Int, blue: Int)
  }

  /// SGR 1…9, each as the bit of its number.
  struct Set: OptionSet, Hashable {
    var rawValue: UInt16

    static let bold = Set(rawValue: 1 << 1)
    static let dim = Set(rawValue: 1 << 2)
    static let italic = Set(rawValue: 1 << 3)
    static let underline = Set(rawValue: 1 << 4)
    static let blink = Set(rawValue: 1 << 5)
    static let reverse = Set(rawValue: 1 << 7)
    static let hidden = Set(rawValue: 1 << 8)
    static let struck = Set(rawValue: 1 << 9)
    /// What is seen of them where there is no character.
    static let onBlanks: Set = [.underline, .reverse, .struck, .blink]
  }

  /// Takes over what an SGR sequence changes.
  ///
  /// - Parameter parameters: numbers with semicolons between; left out ones are 0.
  /// - Returns: false when there is something in it that is not understood.
  mutating func apply(_ parameters: some Sequence<UInt8>) -> Bool {
    guard var numbers = Rendition.numbers(parameters) else { return false }
    if numbers.isEmpty { numbers = [0] }
    var rest = numbers[...]
    while let number = rest.popFirst() {
      switch number {
      case 0: self = Rendition()
      case 1...5, 7...9: attributes.insert(Set(rawValue: 1 << UInt16(number)))
      case 22: attributes.subtract([.bold, .dim])
      case 23...25, 27...29: attributes.remove(Set(rawValue: 1 << UInt16(number - 20)))
      case 30...37: foreground = .basic(number - 30)
      case 39: foreground = .own
      case 40...47: background = .basic(number - 40)
      case 49: background = .own
      case 90...97: foreground = .basic(number - 82)
      case 100...107: background = .basic(number - 92)
      case 38, 48:
        guard let paint = Rendition.paint(&rest) else { return false }
        if number == 38 { foreground = paint } else { background = paint }
      default: return false
      }
    }
    return true
  }

  /// nil when there is something else than numbers.
  private static func numbers(_ parameters: some Sequence<UInt8>) -> [Int]? {
    var numbers: [Int] = []
    var isOpen = false
    for byte in parameters {
      if byte == UInt8(ascii: ";") {
        if !isOpen { numbers.append(0) }
        isOpen = false
      } else {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        if !isOpen { numbers.append(0) }
        isOpen = true
        numbers[numbers.count - 1] = min(numbers[numbers.count - 1] * 10 + Int(byte - UInt8(ascii: "0")), 99_999)
      }
    }
    return numbers
  }

  /// What follows 38 or 48.
  private static func paint(_ rest: inout ArraySlice<Int>) -> Paint? {
    switch rest.popFirst() {
    case 5: return rest.popFirst().map { .indexed($0) }
    case 2:
      guard let red = rest.popFirst(), let green = rest.popFirst(), let blue = rest.popFirst() else { return nil }
      return .direct(red: red, green: green, blue: blue)
    default: return nil
    }
  }

  // MARK: Writing

  /// The shortest sequence that leads here from what the terminal has; empty when it has this.
  ///
  /// - Parameters:
  ///   - old: nil when it is not known.
  ///   - offs: whether the terminal knows how to end one attribute alone (22…29).
  func sequence(from old: Rendition?, offs: Bool) -> [UInt8] {
    guard self != old else { return [] }
    let anew = [0] + changes(from: Rendition(), offs: false)
    var codes = anew
    if let old, offs || old.attributes.isSubset(of: attributes) {
      let step = changes(from: old, offs: offs)
      if Rendition.length(step) <= Rendition.length(anew) { codes = step }
    }
    return Array("\u{1B}[\(codes == [0] ? "" : codes.map { "\($0)" }.joined(separator: ";"))m".utf8)
  }

  private static func length(_ codes: [Int]) -> Int {
    codes.reduce(0) { $0 + ($1 > 99 ? 4 : $1 > 9 ? 3 : 2) }
  }

  private func changes(from old: Rendition, offs: Bool) -> [Int] {
    var codes: [Int] = []
    var had = old.attributes
    if offs {
      let gone = had.subtracting(attributes)
      // One code ends both of them.
      if !gone.isDisjoint(with: [.bold, .dim]) {
        codes.append(22)
        had.subtract([.bold, .dim])
      }
      for number in [3, 4, 5, 7, 8, 9] where gone.contains(Set(rawValue: 1 << UInt16(number))) {
        codes.append(20 + number)
      }
    }
    for number in [1, 2, 3, 4, 5, 7, 8, 9]
    where attributes.subtracting(had).contains(Set(rawValue: 1 << UInt16(number))) {
      codes.append(number)
    }
    if foreground != old.foreground { codes += Rendition.codes(foreground, own: 39, basic: 30, bright: 90, other: 38) }
    if background != old.background { codes += Rendition.codes(background, own: 49, basic: 40, bright: 100, other: 48) }
    return codes
  }

  private static func codes(_ paint: Paint, own: Int, basic: Int, bright: Int, other: Int) -> [Int] {
    switch paint {
    case .own: [own]
    case .basic(let number): [number < 8 ? basic + number : bright + number - 8]
    case .indexed(let number): [other, 5, number]
    case .direct(let red, let green, let blue): [other, 2, red, green, blue]
    }
  }
}
