import Lifecycle

/// Everything a key can do in the cockpit.
public enum Action: Sendable, Hashable {
  case show(Screen)
  case move(Movement)
  case act(Deed)
  case tool(Tool)
  case answer(Answer)
  case type(Typing)

  /// Walking over the screen.
  public enum Movement: String, Sendable, Hashable, CaseIterable {
    case nextPane = "next-pane"
    case previousPane = "previous-pane"
    case up, down, left, right
    case pageUp = "page-up"
    case pageDown = "page-down"
    case halfPageUp = "half-page-up"
    case halfPageDown = "half-page-down"
    case first, last, open, back, zoom
    case nextTab = "next-view"
    case previousTab = "previous-view"
  }

  /// What changes the project.
  public enum Deed: String, Sendable, Hashable, CaseIterable {
    case retrain, promote
    case rollBack = "roll-back"
    case traffic, slower, faster
    case cancelTask = "cancel-task"
    case stepBack = "step-back"
    case edit, acknowledge, undo, mend
    case restoreData = "restore-data"
    case shipThreshold = "ship-threshold"
    case confirmLabel = "confirm-label"
    case flipLabel = "flip-label"
    case chooseLabel = "choose-label"
    case skipLabel = "skip-label"
    case decide, snooze, automation
    case noteAlarm = "note-alarm"
    case resumeRollout = "resume-rollout"
    case advanceRollout = "advance-rollout"
    case abortRollout = "abort-rollout"
    case gateway = "open-gateway"
    case raiseAutomation = "raise-automation"
    case lowerAutomation = "lower-automation"
    case confirmRequest = "confirm-request"
    case answerRequest = "answer-request"
    case acceptSuggestion = "accept-suggestion"
    case dismissSuggestion = "dismiss-suggestion"
  }

  /// What the cockpit does about itself.
  public enum Tool: String, Sendable, Hashable, CaseIterable {
    case copy, theme, log, help, palette, redraw, suspend, quit
    case copyRow = "copy-row"
    case copyCommand = "copy-command"
    case count
    case filter, sort, mark
    case tour
    case nextHint = "next-hint"
    case rehearse
    case zoomIn = "zoom-in"
    case zoomOut = "zoom-out"
    case pinWindow = "pin-window"
    case panBack = "pan-back"
    case panOn = "pan-on"
    case logScale = "log-scale"
    case nextStrategy = "next-strategy"
    case nextResolution = "next-resolution"
    case raiseThreshold = "raise-threshold"
    case lowerThreshold = "lower-threshold"
    case labelReason = "label-reason"
    case earlierMark = "earlier-mark"
    case laterMark = "later-mark"
    case earlierEvent = "earlier-event"
    case laterEvent = "later-event"
    case split
    case turnSplit = "turn-split"
    case growPane = "grow-pane"
    case shrinkPane = "shrink-pane"
    case resetLayout = "reset-layout"
  }

  /// Answers to a question or a list.
  public enum Answer: String, Sendable, Hashable, CaseIterable {
    case accept, decline, choose
    case nextChoice = "next-choice"
    case previousChoice = "previous-choice"
    case pickStage = "pick-stage"
    case pickChoice = "pick-choice"
    case editAgain = "edit-again"
    case nextData = "next-data"
    case previousData = "previous-data"
    case close
  }

  /// Keys that edit a line of text or end the editing.
  public enum Typing: String, Sendable, Hashable, CaseIterable {
    case submit, leave
    case deleteBackward = "delete-backward"
    case deleteForward = "delete-forward"
    case deleteWord = "delete-word"
    case deleteAll = "delete-all"
    case cursorLeft = "cursor-left"
    case cursorRight = "cursor-right"
    case cursorStart = "cursor-start"
    case cursorEnd = "cursor-end"
  }

  /// Stable name, for rebinding and documentation.
  public var id: String {
    switch self {
    case .show(.overview): "overview"
    case .show(.stage(let stage)): stage.id
    case .show(.sheet(let sheet)): sheet.rawValue
    case .move(let movement): movement.rawValue
    case .act(let deed): deed.rawValue
    case .tool(let tool): tool.rawValue
    case .answer(let answer): answer.rawValue
    case .type(let typing): typing.rawValue
    }
  }

  /// Every action there is.
  public static let all: [Action] =
    Screen.all.map { .show($0) } + Sheet.allCases.map { .show(.sheet($0)) } + Movement.allCases.map { .move($0) }
    + Deed.allCases.map { .act($0) }
    + Tool.allCases.map { .tool($0) } + Answer.allCases.map { .answer($0) } + Typing.allCases.map { .type($0) }
}
