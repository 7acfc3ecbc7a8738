import DataQuality
import Encoding
import Lifecycle
import Storage
import Tabular

// The review of labels.

extension Engine {
  // MARK: Answers

  /// Answers a row of the queue. A new label makes a dataset version; one `undo` takes back version and answer.
  func label(_ row: Int, _ answer: Command.LabelAnswer, because: String?) throws -> Receipt {
    let because = because.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    let command = Command.label(row: row, answer, because: because)
    let data = try store.data(definition.data, clock: clock) { false }
    try ensureOwn(row, data)
    let now = data.table[definition.data.target]?.values.text(at: row)
    switch answer {
    case .confirm:
      return try note(.init(row: row, action: .confirmed, from: now, to: now, because: because), command)
    case .skip: return try note(.init(row: row, action: .skipped, from: now, because: because), command)
    case .label(let typed):
      let text = try LabelWords(data, target: definition.data.target).text(of: typed)
      guard text != now else {
        throw Refusal(
          kind: .no, message: "row \(row) is labelled `\(text)` already", mend: "`sextant label confirm \(row)`")
      }
      let review = Event.LabelReviewed(row: row, action: .labelled, from: now, to: text, because: because)
      return try relabel(review, text, data, command)
    }
  }

  private func ensureOwn(_ row: Int, _ data: ProjectData) throws {
    guard (0..<data.table.rowCount).contains(row) else {
      throw Refusal(
        kind: .wrongUse, message: "there is no row \(row)", mend: "rows go from 0 to \(data.table.rowCount - 1)")
    }
    let part = rowIndexes.parts(of: data).name(of: row)
    guard let part, part != "live" else {
      throw Refusal(
        kind: .wrongUse,
        message: part == nil ? "row \(row) is in no part of the split" : "row \(row) is played as live traffic",
        mend: "only rows to train, validate or test with can be labelled; `sextant label queue` lists them")
    }
  }

  private func note(_ review: Event.LabelReviewed, _ command: Command) throws -> Receipt {
    let events = try record([.labelReviewed(review)], command: command)
    return Receipt(event: events.last?.sequence, message: "row \(review.row) is \(review.action.rawValue)")
  }

  private func relabel(
    _ review: Event.LabelReviewed, _ text: String, _ data: ProjectData, _ command: Command
  ) throws -> Receipt {
    guard let parent = state.dataset, parent.sha256 == data.sha256 else {
      throw Refusal(kind: .no, message: "the data have changed meanwhile", mend: "look at the row again")
    }
    let change = "row \(review.row): \(review.from ?? "no label") → \(text)"
    let edits = DatasetEdits([
      DatasetEdit(
        .setCell(row: review.row, column: definition.data.target, value: text), why: review.because ?? "")
    ])
    let artifact = try artifacts.put(edits.bytes)
    let version = DatasetVersion(
      sha256: edits.hash(over: parent.sha256), parent: parent.sha256, reason: review.because ?? change,
      source: parent.source, rows: parent.rows, columns: parent.columns, edits: artifact.sha256, kind: .labelled)
    let events = try record([.datasetAdded(version), .labelReviewed(review)], command: command)
    refreshTargetSummary()
    return Receipt(event: events.last?.sequence, message: change)
  }

  /// Only the target's column has changed: the others need not be profiled again.
  private func refreshTargetSummary() {
    guard summary != nil, !labelDesk.isSummarising else { return }
    labelDesk.isSummarising = true
    let (store, definition, clock) = (store, definition.data, clock)
    WorkerThread.start("profile", isBackground: true) { [weak self] in
      let data = try? store.data(definition, clock: clock) { false }
      let column = data.flatMap { data -> DataSummary.ColumnSummary? in
        let profile = data.table[definition.target].map { TableProfile(of: Table(columns: [$0])) }
        return profile?.columns.first.map { DataSummary.ColumnSummary($0, role: .target) }
      }
      try? waitFor { [weak self] in await self?.take(column, of: data?.sha256) }
    }
  }

  private func take(_ column: DataSummary.ColumnSummary?, of dataset: String?) {
    labelDesk.isSummarising = false
    if let column, let dataset, let index = summary?.columns.firstIndex(where: { $0.name == column.name }) {
      summary?.columns[index] = column
      summary?.sha256 = dataset
    }
    publisher.markDirty()
    if let dataset, dataset != state.dataset?.sha256 { refreshTargetSummary() }
  }

  // MARK: The queue

  func labelQueuePage(_ offset: Int, _ limit: Int) async throws -> JSON {
    let data = try await loadedData()
    let recipe = reviewRecipe(data.task)
    let key = LabelDesk.Key(unlabelled: data.unlabelled, definition: definition.data, recipe: recipe)
    if labelDesk.key != key {
      labelDesk.review?.token.cancel()
      labelDesk = LabelDesk(key: key)
    }
    let relabelled = relabelledRows
    let reviewed = state.labelReview.rows.union(relabelled)
    if labelDesk.isDue(relabelled: relabelled, reviewed: reviewed) { startReview(key, data, relabelled) }
    if labelDesk.review == nil, labelDesk.result == nil, let failure = labelDesk.failure { throw failure }
    let task = labelDesk.review?.task
    let result = labelDesk.result
    return [
      "dataset": JSON(String(data.sha256.prefix(12))), "order": JSON((result?.queue.order ?? .disagreement).rawValue),
      "state": JSON(task == nil ? "ready" : "working"), "task": JSON(task?.number),
      "fraction": JSON(task.map { id in tasks.tasks.first { $0.id == id }?.fraction ?? 0 } ?? 1),
      "total": JSON(result.map { max(0, $0.queue.entries.count - reviewed.count) } ?? 0),
      "issues": JSON(result.map { $0.issueRows.subtracting(reviewed).count } ?? 0),
      "labelled": JSON(max(relabelled.count, state.labelReview.labelled)),
      "confirmed": JSON(state.labelReview.confirmed), "skipped": JSON(state.labelReview.skipped),
      "recipe": JSON(recipe.name), "classes": JSON(result?.queue.classes ?? []), "noise": result?.noise ?? [],
      "rows": result?.rows(offset: offset, limit: min(limit, Self.pageRowsMax), reviewed: reviewed, data: data) ?? [],
    ]
  }

  /// The champion's recipe, or the first one that learns anything.
  private func reviewRecipe(_ task: LearningTask) -> Recipe {
    let champion = definition.recipe(named: state.champion?.recipe)
    let known = [champion].compactMap { $0 } + definition.recipes
    return known.first { $0.algorithm != .baseline } ?? Recipe(name: "review", algorithm: .boostedTrees)
  }

  /// Rows whose labels were changed since other edits, in the numbers that rows have now.
  private var relabelledRows: Set<Int> {
    guard let edits = datasetPlan?.edits else { return [] }
    var rows: Set<Int> = []
    for edit in edits.edits.dropFirst(edits.count(beforeCellsOf: definition.data.target)) {
      if case .setCell(let row, _, _) = edit.change { rows.insert(row) }
    }
    return rows
  }

  private func startReview(_ key: LabelDesk.Key, _ data: ProjectData, _ relabelled: Set<Int>) {
    let (task, token) = tasks.begin(kind: "review", title: "looking for doubtful labels with \(key.recipe.name)")
    labelDesk.review = LabelDesk.Review(task: task, token: token)
    let job = LabelReviewJob(
      engine: self, key: key, recipe: key.recipe, relabelled: relabelled, data: data, task: task, token: token,
      tasks: tasks)
    WorkerThread.start("review", isBackground: true) { job.start() }
  }

  /// Called by the review's thread.
  func take(_ outcome: Result<LabelDesk.Result, Refusal>, for key: LabelDesk.Key) {
    guard labelDesk.key == key else { return }
    labelDesk.review = nil
    switch outcome {
    case .success(let result): labelDesk.result = result
    case .failure(let refusal):
      // Who cancels may ask again; what cannot be done cannot be done by asking.
      if refusal.kind != .cancelled { labelDesk.failure = refusal }
    }
    publisher.markDirty()
  }
}
