import Encoding
import Gateway
import Lifecycle
import ProjectFile
import Serving
import Storage
import Traffic

/// The engine: performs commands, writes events, schedules tasks. It runs on a thread of its own, because SQLite and
/// files block; what computes for long has further threads.
public actor Engine {
  let folder: ProjectFolder
  let clock: EngineClock
  let who: String
  let journal: Journal
  let artifacts: ArtifactStore
  let log: SharedLog
  let routing = RoutingTable()
  let reviews = ReviewQueue()
  /// Whether the requests that waited for a person when the last engine stopped are in the queue again.
  var hasRestoredReviews = false
  /// What was last seen of the rollout under way.
  var findings: TrialFindings?
  let tasks: TaskBoard
  let notifier: Notifier
  let publisher: SnapshotPublisher
  let live: LiveStatus
  let rowIndexes = RowIndexes()
  let store: DataStore
  let worlds: @Sendable (UInt64) -> any World
  var definition: ProjectDefinition
  var state: LifecycleState
  var alarms: AlarmBook
  var notices: [String] = []
  var summary: DataSummary?
  var training: RunningTask?
  var replay: RunningReplay? { didSet { followActivity() } }
  var serving: RunningServing? { didSet { followActivity() } }
  var watching: RunningWatch? {
    didSet { if watching == nil, let oldValue { lastWatched = (oldValue.session, oldValue.status) } }
  }
  /// What the last watching that ended knew: its reference, for windows that are looked at later.
  private(set) var lastWatched: (session: SessionID, status: WatchStatus)?
  /// What the last file of outcomes came to.
  var lastOutcomes: JSON?
  let program: String
  let opensDoor: Configuration.DoorOpener
  /// The run that a policy began and that is under way.
  var policyRun: RunID?
  /// The comparison of the newest challenger with the champion, under way or done.
  var trialBefore = TrialBefore()
  var fileWatch: FileWatch?
  var series: SeriesStore?
  var pendingSeries = PendingSeries()
  let sampler: Sampler
  /// Of the session under way.
  var rollUp: EventRollUp?
  var analyses = AnalysisShelf()
  /// How the current dataset version is made, as far as it is known.
  var datasetPlan: DatasetPlan?
  var labelDesk = LabelDesk()
  /// What the business page was last told of the previous champion.
  var knownGain: PreviousGain?
  /// Held as long as the engine lives.
  private let lock: ProjectLock
  private let executor: ThreadExecutor
  private let opened: Double
  private let snapshotTimer: SnapshotTimer

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  struct RunningTask {
    var id: TaskID
    var run: RunID
    var token: TaskToken
  }

  struct RunningReplay {
    var id: TaskID
    var session: SessionID
    var control: PlayControl
  }

  /// What an engine needs from outside.
  public struct Configuration: Sendable {
    public var folder: ProjectFolder
    public var definition: ProjectDefinition
    /// SHA-256 of `sextant.yaml`.
    public var digest: String
    public var clock: EngineClock
    /// Whose commands these are.
    public var who: String
    public var worlds: @Sendable (UInt64) -> any World
    /// The program's version, as clients from afar are told it.
    public var program = ""
    /// Opens the gateway: HTTP, unless a test wants to see what comes through it.
    public var opensDoor: DoorOpener = { try HTTPGateway.open($0, desk: $1, door: $2) }

    public typealias DoorOpener = @Sendable (Command.Serving, any PredictionDesk, any AdminDoor) throws -> any OpenDoor
    public var notifying = NotifyManner()

    public init(
      folder: ProjectFolder, definition: ProjectDefinition, digest: String, clock: EngineClock, who: String,
      worlds: @escaping @Sendable (UInt64) -> any World
    ) {
      self.folder = folder
      self.definition = definition
      self.digest = digest
      self.clock = clock
      self.who = who
      self.worlds = worlds
    }
  }

  /// Opens a project: folds its journal, loads the models that answer. Its log is recovered when it is first used.
  ///
  /// - Throws: `StorageError` when something is damaged.
  public static func open(_ configuration: Configuration, lock: ProjectLock) async throws -> Engine {
    let engine = try Engine(configuration, lock: lock)
    try await engine.start(digest: configuration.digest)
    return engine
  }

  private init(_ configuration: Configuration, lock: ProjectLock) throws {
    folder = configuration.folder
    definition = configuration.definition
    clock = configuration.clock
    who = configuration.who
    worlds = configuration.worlds
    opensDoor = configuration.opensDoor
    program = configuration.program
    self.lock = lock
    executor = ThreadExecutor(name: "engine")
    journal = try Journal(path: configuration.folder.journal)
    artifacts = try configuration.folder.artifactStore()
    log = SharedLog(
      path: configuration.folder.predictionLog, shadowPath: configuration.folder.shadowLog,
      options: configuration.definition.logOptions)
    state = try journal.folded()
    alarms = AlarmBook(definition: configuration.definition, open: state.alarms)
    opened = configuration.clock.monotonic()
    let timer = SnapshotTimer()
    snapshotTimer = timer
    let publisher = SnapshotPublisher { timer.request() }
    self.publisher = publisher
    notifier = Notifier(
      folder: configuration.folder, clock: configuration.clock, manner: configuration.notifying,
      seed: UInt64(bitPattern: configuration.clock.now().microseconds)
    ) { publisher.markDirty() }
    tasks = TaskBoard(clock: configuration.clock) { publisher.markDirty() }
    live = LiveStatus { publisher.markDirty() }
    sampler = Sampler(clock: configuration.clock, live: live)
    store = DataStore(folder: configuration.folder, worlds: configuration.worlds)
  }

  private func start(digest: String) throws {
    snapshotTimer.start { [weak self] in await self?.publishSnapshot() }
    startSampling()
    try artifacts.removeUnfinished()
    notifier.configure(definition.monitoring.notify)
    try recordOpening(digest: digest)
    try endInterruptedRuns()
    adoptDataset()
    loadRoutes()
    publishSnapshot()
  }

  public var uptimeSeconds: Double { clock.monotonic() - opened }

  /// Waits for the tasks that are under way.
  public func waitUntilIdle() async {
    while let task = training?.id ?? replay?.id ?? serving?.id { _ = try? await tasks.outcome(of: task) }
  }

  /// Stops all work and ends every watcher's stream. What was acknowledged is on disk already.
  public func close() async {
    training?.token.cancel()
    trialBefore.token?.cancel()
    replay?.control.cancel()
    if serving != nil { _ = try? stopServing(because: nil) }
    analyses.cancelAll()
    labelDesk.review?.token.cancel()
    if let task = labelDesk.review?.task { _ = try? await tasks.outcome(of: task) }
    if let training { _ = try? await tasks.outcome(of: training.id) }
    if let replay { _ = try? await tasks.outcome(of: replay.id) }
    if let serving { _ = try? await tasks.outcome(of: serving.id) }
    fileWatch?.stop()
    fileWatch = nil
    sampler.stop()
    writeSamples(closing: true)
    await notifier.close()
    snapshotTimer.stop()
    publisher.finish()
  }

  // MARK: Events

  /// Writes events and folds them in: the journal first, then everything else.
  ///
  /// - Parameter startsClock: the events belong to traffic whose own time is not known yet, not to the last one's.
  @discardableResult
  func record(
    _ payloads: [Event.Payload], eventTime: Timestamp? = nil, startsClock: Bool = false, command: Command? = nil
  ) throws -> [Event] {
    let now = clock.now()
    let eventTime = eventTime ?? (startsClock ? nil : state.eventTime)
    let drafts = payloads.map { payload in
      Journal.Draft(time: now, eventTime: eventTime, who: who, command: command?.commandLine, payload: payload)
    }
    let events = try journal.append(drafts)
    for event in events {
      let notification = Notification(of: event, alarm: state.alarm(of: event)?.state, project: definition.name)
      state.apply(event)
      if let notification { notifier.tell(notification) }
    }
    if payloads.contains(where: { $0.kind == .datasetAdded }) { adoptDataset() }
    publisher.markDirty()
    return events
  }

  private func recordOpening(digest: String) throws {
    let gates = definition.scope.gates.map(\.text)
    if state.sequence == 0 {
      try record([.projectOpened(Event.ProjectOpened(name: definition.name, digest: digest))])
    } else if state.scopeDigest != digest {
      try record([.scopeChanged(Event.ScopeChanged(digest: digest, gates: gates))] + orphanedAlarms())
    }
  }

  /// A run that was under way when the last engine died has no model and never will.
  private func endInterruptedRuns() throws {
    let interrupted = state.runs.filter { $0.status == .running }
    try record(
      interrupted.map {
        .runEnded(Event.RunEnded(run: $0.id, isCancelled: false, reason: "the engine stopped before the run ended"))
      })
  }

  // MARK: Models

  /// Loads champion and previous, so that both are warm. A version that cannot be loaded is said, not hidden.
  private func loadRoutes() {
    routing.replace(
      with: RoutingTable.Routes(champion: servedOrNotice(state.champion), previous: servedOrNotice(state.previous)))
    routeAutomation()
    routeRollout()
  }

  func servedOrNotice(_ version: Version?) -> ServedModel? {
    guard let version else { return nil }
    do {
      return try served(version)
    } catch {
      notices.append("version \(version.id) cannot be loaded: \(error)")
      return nil
    }
  }

  /// A version from the artifacts, verified and decoded.
  func served(_ version: Version) throws -> ServedModel {
    try ModelLoading.served(version, from: artifacts)
  }
}

extension LifecycleState {
  /// The alarm that an event is about, as it was before.
  fileprivate func alarm(of event: Event) -> Alarm? {
    guard case .alarmChanged(let changed) = event.payload else { return nil }
    return alarms.first { $0.id == changed.id }
  }

  var previous: Version? { version(aliases.previous) }
}
