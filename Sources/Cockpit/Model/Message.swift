import CellCanvas
import Encoding
import Lifecycle

/// What the cockpit is told.
public enum Message: Sendable, Equatable {
  case input(InputEvent)
  case snapshot(Snapshot)
  /// The engine's answer to what `Effect.send` or `Effect.cancel` asked for.
  case receipt(RequestID, Result<Receipt, Refusal>)
  /// The engine's answer to what `Effect.query` asked.
  case page(Query, RequestID, Result<JSON, Refusal>)
  /// The engine's answer to what `Effect.past` asked.
  case past(RequestID, Result<Snapshot, Refusal>)
  /// The editor that `Effect.editContract` opened has been left.
  case contractEdited(EditedContract)
  /// The terminal cannot take what `Effect.copy` gave it.
  case copyRefused
  /// The time that `Effect.armTimer` asked for is over.
  case timer
  /// The engine cannot be reached any more; the sentence says why.
  case disconnected(String)
  /// The connection to an engine afar broke, is still broken, or is there again.
  case connection(LinkState)
  /// Files of themes have changed: the names there are now, and what could not be read in them.
  case themesChanged(names: [String], warning: String?)
  /// A person's own keys were read: what holds now, nil for what held before, and what is wrong with them.
  case keysChanged(Keymap?, warning: String?)
}

/// What the cockpit asks for.
public enum Effect: Sendable, Equatable {
  /// Send it and report with `Message.receipt` under this id.
  case send(Command, RequestID)
  /// Cancel it and report likewise.
  case cancel(TaskID, RequestID)
  /// Ask it and answer with `Message.page` under this id.
  case query(Query, RequestID)
  /// Ask how things were just after an event and answer with `Message.past` under this id.
  case past(sequence: Int, RequestID)
  /// Open a copy of `sextant.yaml` in the person's editor, at the first line of a section such as `data:`, or the copy
  /// that is there when they edit again, and then send `Message.contractEdited`.
  case editContract(project: String, section: String, again: Bool)
  /// Put the text on the clipboard.
  case copy(String)
  /// Let the terminal ring, or show the text as a message of the desktop.
  case announce(String, rings: Bool, shows: Bool)
  /// Send `Message.timer` after so many seconds; a new one replaces the old.
  case armTimer(seconds: Double)
  /// Draw every cell anew, whatever the terminal is thought to show.
  case redraw
  /// Keep it for the next time the cockpit is opened.
  case remember(Memory)
  case suspend
  case quit
}

/// What the cockpit keeps about itself from one time to the next.
public enum Memory: Sendable, Equatable {
  /// By the name of the wish.
  case theme(String)
  /// What the terminal said of itself, to begin with it before it says so again.
  case background(Theme.Appearance)
  /// The hint of the tour to show next; nil when it is over for good.
  case tour(Int?)
  /// What was chosen in the palette, the newest first.
  case recent([RecentChoice])
  /// Where the panes are; kept when the cockpit is left.
  case layout(LayoutMemory)
}

/// What came of editing a copy of the contract.
public enum EditedContract: Sendable, Equatable {
  /// The whole text of the copy, and what `sextant.yaml` said when it was made.
  case changed(String, base: String? = nil)
  /// It says what `sextant.yaml` says.
  case unchanged
  /// Why it could not be edited.
  case failed(String)
}

/// Names a request to the engine until it is answered.
public struct RequestID: Sendable, Hashable {
  public let number: Int

  public init(_ number: Int) { self.number = number }
}
