/// A report as a pure value: what it says, apart from how it is written down.
public struct Report: Sendable, Equatable {
  public var title: String
  /// Of what, for whom, as of when: short lines under the title.
  public var lead: [String]
  public var sections: [Section]

  public struct Section: Sendable, Equatable {
    public var title: String
    public var blocks: [Block]

    public init(_ title: String, _ blocks: [Block]) {
      self.title = title
      self.blocks = blocks
    }
  }

  /// One piece of a section.
  public enum Block: Sendable, Equatable {
    case paragraph(String)
    /// A sentence that stands out.
    case note(Tone, String)
    /// Big numbers beside each other.
    case figures([Figure])
    case table(Table)
    case chart(Chart)
    /// Small charts beside each other.
    case charts([Chart])
    case list([Item])
    /// Lines that keep their spaces.
    case code(String)
  }

  /// One number that is read at a glance.
  public struct Figure: Sendable, Equatable {
    public var label: String
    public var value: String
    public var note: String
    public var tone: Tone

    public init(_ label: String, _ value: String, note: String = "", tone: Tone = .neutral) {
      self.label = label
      self.value = value
      self.note = note
      self.tone = tone
    }
  }

  /// A point of a list: what is so, on what ground, and the command that acts on it.
  public struct Item: Sendable, Equatable {
    public var lead: String
    public var text: String
    public var command: String?

    public init(lead: String = "", _ text: String, command: String? = nil) {
      self.lead = lead
      self.text = text
      self.command = command
    }
  }

  public init(title: String, lead: [String], sections: [Section]) {
    self.title = title
    self.lead = lead
    self.sections = sections
  }
}

/// How good a thing is; always shown as a word or a glyph beside its colour.
public enum Tone: String, Sendable, Hashable, CaseIterable {
  case good, warning, bad, neutral

  public var glyph: String {
    switch self {
    case .good: "✓"
    case .warning: "!"
    case .bad: "✗"
    case .neutral: "·"
    }
  }
}
