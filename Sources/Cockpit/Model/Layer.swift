import Lifecycle

/// Something that lies over the screen and takes the keys.
public enum Layer: Sendable, Equatable {
  case question(Question)
  case stageChoice(Stage)
  case choice(Choice)
  case prompt(Prompt)
  case palette(Palette)
  /// The offset is in lines.
  case help(offset: Int)
  case log(offset: Int)

  /// Which keys work in it.
  public var context: KeyContext {
    switch self {
    case .question: .question
    case .stageChoice: .stageChoice
    case .choice: .choice
    case .prompt: .prompt
    case .palette: .palette
    case .help, .log: .reader
    }
  }
}

/// A question before something happens.
public enum Question: Sendable, Equatable {
  /// By index into the project's recipes.
  case retrain(recipe: Int)
  case promote(VersionID)
  case rollBack
  /// A text of the contract that was edited.
  case applyContract(String)
  /// By the finding's id.
  case mend(String)
  /// By the hash of the data version.
  case restoreData(String)
  case shipThreshold(VersionID, Double)
  case undo
  case rollout(Command.RolloutOrder)
  case stopServing
  /// Leaving closes the gateway.
  case quitServing

  /// What Enter does: the safe answer. Training only makes a challenger, so there yes is safe.
  var acceptIsMarked: Bool {
    switch self {
    case .retrain: true
    case .promote, .rollBack, .applyContract, .mend, .restoreData, .shipThreshold, .undo, .rollout,
      .stopServing, .quitServing:
      false
    }
  }
}

/// A line to type.
public struct Prompt: Sendable, Equatable {
  public var purpose: Purpose
  public var field: TextField
  /// Why the last Enter was not taken.
  public var complaint: String?

  public enum Purpose: Sendable, Equatable {
    /// The reason that stands in for a gate that did not pass.
    case override(VersionID)
    /// The reason for stepping back.
    case stepBack(Stage)
    /// What narrows a list.
    case filter(Pane)
    /// The reason that is kept for the next answers of the label queue.
    case labelReason
    /// The reason for a decision.
    case decision(Decision)
    /// The reason for another level of automation.
    case automation(AutomationLevel)
    /// The port on which the gateway is to listen.
    case serve
    /// The number that answers a request.
    case requestAnswer(SessionID, Int)
  }

  public init(_ purpose: Purpose, field: TextField = TextField()) {
    self.purpose = purpose
    self.field = field
  }
}

/// The command palette: what is typed and which match is chosen.
public struct Palette: Sendable, Equatable {
  public var field = TextField()
  /// Index into the matches.
  public var choice = 0
  /// Everything there was to find when it was opened.
  var index = PaletteIndex()
  /// What is typed, as it was searched for last.
  var searched = FuzzyPattern("")
  /// All that has the letters, which further letters narrow.
  var candidates: [PaletteIndex.Match] = []
  /// What is listed.
  var matches: [PaletteIndex.Match] = []
}
