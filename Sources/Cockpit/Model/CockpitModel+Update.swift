import CellCanvas
import Encoding
import Lifecycle

extension CockpitModel {
  /// Takes in what happened and says what to do about it.
  public mutating func update(_ message: Message) -> [Effect] {
    let effects: [Effect]
    switch message {
    case .input(let event): effects = take(event)
    case .snapshot(let snapshot):
      effects = takePresent(snapshot)
      restoreLayout()
    case .receipt(let id, let result): effects = take(result, of: id)
    case .page(let query, let id, let result):
      pages.take(result, of: query, for: id)
      learnRows(query)
      effects = []
    case .past(let id, let result): effects = takePast(result, of: id)
    case .contractEdited(let edited): effects = afterContractEditor(edited)
    case .copyRefused:
      toasts = []
      effects = toast(.failed, "not copied: this terminal has no clipboard that programs reach; copy with the mouse")
    case .timer:
      toasts = []
      effects = []
    case .keysChanged(let keymap, let warning):
      self.keymap = keymap ?? self.keymap
      keyWait = nil
      effects = warning.map { toast(.failed, $0) } ?? []
    case .disconnected(let reason):
      disconnection = reason
      effects = []
    case .connection(let state): effects = take(state)
    case .themesChanged(let names, let warning):
      themes.names = names.isEmpty ? themes.names : names
      themes.revision += 1
      effects = warning.map { toast(.failed, $0) } ?? []
    }
    refreshFilters()
    refreshHeights()
    keepSelectionsVisible()
    return effects + askForPages()
  }

  private mutating func take(_ event: InputEvent) -> [Effect] {
    switch event {
    case .key(let key):
      toasts = []
      return press(key)
    case .mouse(let mouse): return take(mouse)
    case .paste(let text):
      insert(text)
      return []
    case .resize(let size):
      self.size = size
      return []
    case .background(let appearance):
      guard themes.background != appearance else { return [] }
      themes.background = appearance
      return [.remember(.background(appearance))]
    case .focus: return []
    }
  }

  /// Carries out an action, or says why it cannot be.
  ///
  /// - Parameters:
  ///   - key: what was pressed; nil when a mouse or the palette asked.
  ///   - count: the number typed before it, which movements and steps alone heed.
  mutating func perform(_ action: Action, key: KeyPress? = nil, count: Int? = nil) -> [Effect] {
    if let reason = disabledReason(action) { return toast(.note, "\(keymap.title(action)): \(reason)") }
    switch action {
    case .show(let screen):
      // A stage's digit, pressed again, walks its views.
      if case .stage(let stage) = screen, key != nil, self.screen.stage == stage {
        walkTabs(by: 1)
      } else {
        show(screen)
      }
      return []
    case .move(let movement): return move(movement, count: count)
    case .act(.chooseLabel): return keymap.place(of: key, in: action).map { chooseLabel(numbered: $0) } ?? []
    case .act(.answerRequest): return keymap.place(of: key, in: action).map { answerRequest(numbered: $0) } ?? []
    case .act(let deed): return begin(deed)
    case .tool(let tool): return use(tool, times: max(1, count ?? 1))
    case .answer(let answer): return take(answer, key: key)
    case .type(let typing): return type(typing)
    }
  }

  mutating func show(_ screen: Screen) {
    self.screen = screen
    isZoomed = false
    // What is looked at closely stays, while windows go on closing.
    desk.heldWindow = screen == .sheet(.drift) ? snapshot?.state.windows.last?.closed.index : nil
  }

  /// Puts a toast on the screen and sees to it that it goes.
  mutating func toast(_ kind: Toast.Kind, _ text: String) -> [Effect] {
    toasts.append(Notice(kind, text))
    if toasts.count > Notice.countMax { toasts.removeFirst(toasts.count - Notice.countMax) }
    return [.armTimer(seconds: Notice.secondsMax)]
  }

  private mutating func take(_ result: Result<Receipt, Refusal>, of id: RequestID) -> [Effect] {
    if wantedSpeed?.request == id { wantedSpeed = nil }
    switch result {
    case .success(let receipt):
      log.settle(id, .done(receipt.message))
      return receipt.message.isEmpty ? [] : toast(.done, receipt.message)
    case .failure(let refusal):
      log.settle(id, .refused(refusal.description))
      takeBackLabel(id)
      desk.reviews.takeBack(id)
      return toast(.failed, refusal.description)
    }
  }

  private mutating func use(_ tool: Action.Tool, times: Int) -> [Effect] {
    switch tool {
    case .copy: return copy()
    case .copyRow: return copyRow()
    case .copyCommand: return copyCommand()
    case .theme: layer = .choice(Choice(.theme, index: themes.wishes.firstIndex(of: themes.wish) ?? 0))
    case .log: layer = .log(offset: .max)
    case .help: layer = .help(offset: 0)
    case .palette: layer = .palette(Palette(self))
    case .count: keyWait = KeyWait(context: context, digits: "")
    case .redraw: return [.redraw]
    case .filter: beginFilter()
    case .sort: sortByColumn()
    case .rehearse: rehearse()
    case .zoomIn: zoomCharts(by: 1)
    case .zoomOut: zoomCharts(by: -1)
    case .pinWindow: pinWindow()
    case .panBack: panCharts(by: -times)
    case .panOn: panCharts(by: times)
    case .logScale: toggleScale()
    case .nextStrategy: walkStrategies()
    case .nextResolution: desk.figures.walk()
    case .mark: toggleMark()
    case .raiseThreshold: moveThreshold(by: times)
    case .lowerThreshold: moveThreshold(by: -times)
    case .earlierMark: return travel(toMark: -1)
    case .laterMark: return travel(toMark: 1)
    case .earlierEvent: return travel(by: -times)
    case .laterEvent: return travel(by: times)
    case .labelReason: layer = .prompt(Prompt(.labelReason, field: TextField(desk.labels.reason)))
    case .tour: return turnTour()
    case .nextHint: return showNextHint()
    case .split: toggleSplit()
    case .turnSplit: turnSplit()
    case .growPane: growPane(by: times)
    case .shrinkPane: growPane(by: -times)
    case .resetLayout: resetLayout()
    case .suspend: return [.suspend]
    case .quit:
      guard endsEngine, snapshot?.gateway != nil, disconnection == nil else { return [.quit] }
      layer = .question(.quitServing)
    }
    return []
  }
}

extension Keymap {
  /// The title of an action.
  func title(_ action: Action) -> String { binding(of: action)?.title ?? action.id }
}
