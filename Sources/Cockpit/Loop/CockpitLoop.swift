import CellCanvas
import Lifecycle

/// Runs a cockpit on a screen: events in, messages to the model, effects out, a frame when something changed.
///
/// It blocks its thread, which is the screen's; the engine is asked from tasks, whose answers come back through the
/// mailbox. It reads no clock of its own but the deadline of a timer that the model armed.
public final class CockpitLoop<Backend: ScreenBackend> {
  public typealias Environment = CockpitEnvironment

  private let screen: Backend
  private let courier: Courier
  private let environment: Environment
  private let mailbox: Mailbox
  private var model: CockpitModel
  private var timer: ContinuousClock.Instant?
  private var announced: ContinuousClock.Instant?
  private var isOver = false
  /// Whether somebody looks: terminals that tell tell when another window has the keys.
  private var isFocused = true
  private var drawnAt: ContinuousClock.Instant?
  /// When to draw what nobody waits for.
  private var lateDrawing: ContinuousClock.Instant?
  /// When the start is over; nil once it is.
  private var settling: ContinuousClock.Instant?
  private var drawn: (model: CockpitModel, size: Size)?
  /// The theme drawn last, brought down to the terminal's colours.
  private var look: (name: String, revision: Int, theme: Theme)?

  /// - Parameter wake: makes `screen.events` return; called from any thread.
  public init(
    screen: Backend, link: any EngineLink, model: CockpitModel, environment: Environment,
    wake: @escaping @Sendable () -> Void
  ) {
    self.screen = screen
    self.model = model
    self.environment = environment
    mailbox = Mailbox(wake: wake)
    courier = Courier(link: link, mailbox: mailbox)
  }

  /// Runs until the person leaves, the terminal goes away or a signal ends the program.
  ///
  /// - Parameter first: the snapshot to begin with, where one is at hand.
  /// - Returns: the signal that ended it; nil for a person's wish.
  @discardableResult
  public func run(first: Snapshot? = nil) -> Int32? {
    if let first { receive(.snapshot(first)) }
    let watchers = courier.watch()
    defer { for watcher in watchers { watcher.cancel() } }
    draw()
    settling = environment.settle.map { _ in ContinuousClock.now + settlingPause }
    let layoutBefore = model.layoutMemory
    defer { keepLayout(ifOtherThan: layoutBefore) }
    while !isOver {
      for event in screen.events(timeout: timeLeft()) {
        if case .ended(let reason) = event {
          if case .signal(let number) = reason { return number }
          return nil
        }
        receive(event)
      }
      for message in mailbox.take() { receive(message) }
      fireTimerWhenDue()
      settleWhenDue()
      if !isOver { draw() }
    }
    return nil
  }

  /// Written when the cockpit is left, however that happens, and not each time the focus moves.
  private func keepLayout(ifOtherThan before: LayoutMemory?) {
    guard let memory = model.layoutMemory, memory != before else { return }
    environment.remember(.layout(memory))
  }

  /// Tells the model something from outside; to be called from any thread.
  public var post: @Sendable (Message) -> Void { { [mailbox] in mailbox.post($0) } }

  private func receive(_ event: ScreenEvent) {
    switch event {
    case .input(let input):
      if case .focus(let isFocused) = input { self.isFocused = isFocused } else { isFocused = true }
      let message: Message = .input(input)
      receive(message)
    case .woken, .ended: return
    case .resumed: drawn = nil
    }
  }

  private func receive(_ message: Message) {
    for effect in model.update(message) { perform(effect) }
  }

  // MARK: Drawing

  /// Between two frames while the terminal has not the focus.
  private var unfocusedPause: Duration { .seconds(5) }

  /// Draws when the model or the size has changed; an unchanged one costs nothing. While nobody looks a change waits.
  private func draw() {
    lateDrawing = nil
    if let drawn, drawn.size == screen.size, drawn.model == model { return }
    // Told at once: it is for whoever looks at another window.
    screen.entitle(model.windowTitle)
    let now = ContinuousClock.now
    if !isFocused, let drawn, drawn.size == screen.size, let drawnAt, now < drawnAt + unfocusedPause {
      lateDrawing = drawnAt + unfocusedPause
      return
    }
    drawnAt = now
    screen.draw(Canvas(drawing: CockpitView(model), size: screen.size, theme: theme, glyphs: screen.glyphs))
    drawn = (model, screen.size)
  }

  private var theme: Theme {
    let (name, revision) = (model.themeName, model.themes.revision)
    if let look, look.name == name, look.revision == revision { return look.theme }
    let theme = environment.theme(name).reduced(to: screen.colorDepth)
    look = (name, revision, theme)
    return theme
  }

  // MARK: Effects

  private func perform(_ effect: Effect) {
    switch effect {
    case .send(let command, let id): courier.send(command, id)
    case .cancel(let task, let id): courier.cancel(task, id)
    case .query(let query, let id): courier.ask(query, id)
    case .past(let sequence, let id): courier.askForPast(sequence, id)
    case .editContract(let project, let section, let again):
      let edited = screen.runOutside { environment.edit(project, section, again) }
      drawn = nil
      receive(.contractEdited(edited))
    case .copy(let text):
      if !screen.copy(text) { receive(.copyRefused) }
    case .announce(let text, let rings, let shows): announce(text, rings: rings, shows: shows)
    case .armTimer(let seconds): timer = ContinuousClock.now + .seconds(seconds)
    case .redraw: drawn = nil
    case .remember(let memory): environment.remember(memory)
    case .suspend:
      screen.suspend()
      drawn = nil
    case .quit: isOver = true
    }
  }

  /// Seconds between two announcements: what comes sooner is seen on the screen alone.
  private static var announcementGap: Duration { .seconds(5) }

  private func announce(_ text: String, rings: Bool, shows: Bool) {
    let now = ContinuousClock.now
    if let announced, announced.duration(to: now) < Self.announcementGap { return }
    announced = now
    screen.announce(text, rings: rings, shows: shows)
  }

  // MARK: Timer

  private func timeLeft() -> Duration? {
    [timer, lateDrawing, settling].compactMap { $0 }.min().map { max(.zero, ContinuousClock.now.duration(to: $0)) }
  }

  /// After the first frame, until the engine too has done what it does once.
  private var settlingPause: Duration { .seconds(3) }

  private func settleWhenDue() {
    guard let due = settling, ContinuousClock.now >= due else { return }
    settling = nil
    environment.settle?()
  }

  private func fireTimerWhenDue() {
    guard let due = timer, ContinuousClock.now >= due else { return }
    timer = nil
    receive(.timer)
  }
}
