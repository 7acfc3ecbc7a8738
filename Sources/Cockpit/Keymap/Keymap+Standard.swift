import Lifecycle

extension Keymap {
  /// The keys the cockpit starts with.
  public static let standard = Keymap(
    bindings: acting + working + circling + looking + views + moving + cockpit + answering + typing)

  private static let screens = KeyContext.screens
  private static let here = KeyContext.screens.union([.labelling, .reviewing])
  /// Where charts show windows.
  private static let charted: Set<KeyContext> = [
    .scoping, .development, .comparison, .monitoring, .drift, .figures, .estimates, .business,
  ]
  /// Where charts show windows and nothing else is marked with these keys.
  private static let zoomable = charted.subtracting([.development, .comparison])
  private static let typists: Set<KeyContext> = [.prompt, .palette]

  // In the order the footer offers them.
  private static let acting: [Binding] = [
    Binding(
      .act(.acknowledge), ["a"], "Acknowledge the selected alarm, or take that back", hint: "acknowledge", in: screens,
      featured: [.monitoring, .alarms], group: .act, danger: .mild,
      twin: .command("sextant alarms acknowledge|unacknowledge ID")),
    Binding(
      .act(.edit), ["e"], "Edit this stage's part of sextant.yaml", hint: "edit", in: screens,
      featured: [.scoping, .data, .business, .contract], group: .act, danger: .mild,
      twin: .command("$EDITOR sextant.yaml")),
    Binding(
      .act(.gateway), ["o"], "Open the gateway, the HTTP door for clients, or close it", hint: "gateway", in: screens,
      featured: [.deployment, .gateway], group: .act, danger: .asks,
      twin: .command("sextant serve --port PORT | stop-serving")),
    Binding(
      .act(.resumeRollout), ["c"], "Let a paused rollout go on", hint: "go on", in: [.deployment, .rollout],
      featured: [.rollout], group: .act, danger: .asks, twin: .command("sextant rollout resume")),
    Binding(
      .act(.advanceRollout), ["n"], "Take the rollout's next step, whatever its gates say", hint: "next step",
      in: [.deployment, .rollout], featured: [.rollout], group: .act, danger: .asks,
      twin: .command("sextant rollout advance")),
    Binding(
      .act(.abortRollout), ["X"], "Abort the rollout: all traffic to the champion", hint: "abort",
      in: [.deployment, .rollout], featured: [.rollout], group: .act, danger: .asks,
      twin: .command("sextant rollout abort")),
    Binding(
      .tool(.rehearse), ["H"], "Rehearse the rollout: play the newest traffic through its plan", hint: "rehearse",
      in: screens.union([.question]), featured: [.rollout, .rehearsal], group: .act,
      twin: .command("sextant rollout rehearse --strategy STRATEGY")),
    Binding(
      .tool(.nextStrategy), ["s"], "Another strategy for the rehearsal and its forecast", hint: "strategy",
      in: [.rehearsal], featured: [.rehearsal], group: .look,
      twin: .command("sextant rollout lint --strategy STRATEGY")),
    Binding(
      .tool(.nextResolution), ["s"], "The software's figures by the second, minute, hour or window",
      hint: "resolution",
      in: [.figures], featured: [.figures], group: .look,
      twin: .command("sextant series software --resolution 1s|1m|1h|window")),
    Binding(
      .act(.raiseAutomation), ["+", "="], "One level of automation more", hint: "more", in: [.automation],
      featured: [.automation], group: .act, danger: .asks, twin: .command("sextant automation LEVEL --because REASON")),
    Binding(
      .act(.lowerAutomation), ["-"], "One level of automation less", hint: "less", in: [.automation],
      featured: [.automation], group: .act, danger: .asks, twin: .command("sextant automation LEVEL --because REASON")),
    Binding(
      .act(.retrain), ["r"], "Train a challenger on what has been released", hint: "retrain", in: screens,
      featured: screens, group: .act, danger: .mild, twin: .command("sextant train --recipe RECIPE")),
    Binding(
      .act(.cancelTask), ["x"], "Cancel the task under way", hint: "cancel", in: screens, featured: screens,
      group: .act,
      danger: .mild, twin: .command("sextant cancel TASK")),
    Binding(
      .act(.promote), ["p"], "Promote the challenger to champion", hint: "promote", in: screens,
      featured: [.overview, .development, .deployment, .monitoring, .alarms], group: .act, danger: .asks,
      twin: .command("sextant promote VERSION")),
    Binding(
      .act(.rollBack), ["R"], "Roll back to the previous champion", hint: "roll back",
      in: screens, featured: [.overview, .deployment, .rollout, .registry, .gateway, .monitoring, .alarms], group: .act,
      danger: .asks, twin: .command("sextant rollback")),
    Binding(
      .act(.traffic), ["space"], "Start, pause or resume the traffic", hint: "traffic", in: screens,
      featured: [.overview, .deployment, .monitoring, .business], group: .act, danger: .mild,
      twin: .command("sextant replay | pause | resume")),
    Binding(
      .act(.slower), ["<"], "Play the traffic slower", hint: "slower", in: screens,
      featured: [.deployment, .monitoring],
      group: .act, danger: .mild, twin: .command("sextant speed ROWS_PER_SECOND")),
    Binding(
      .act(.faster), [">"], "Play the traffic faster", hint: "faster", in: screens,
      featured: [.deployment, .monitoring],
      group: .act, danger: .mild, twin: .command("sextant speed ROWS_PER_SECOND|max")),
    Binding(
      .act(.stepBack), ["b"], "Step back to an earlier stage, with the reason", hint: "step back", in: screens,
      featured: [.overview, .monitoring, .business], group: .act, danger: .asks,
      twin: .command("sextant step-back STAGE --because REASON")),
  ]

  // What the further views do.
  private static let working: [Binding] = [
    Binding(
      .act(.mend), ["m"], "Mend what the selected finding is about", hint: "mend", in: [.findings],
      featured: [.findings], group: .act, danger: .asks, twin: .command("sextant data mend FINDING")),
    Binding(
      .act(.restoreData), ["U"], "Use the selected version of the data again", hint: "use this one", in: [.datasets],
      featured: [.datasets], group: .act, danger: .asks, twin: .command("sextant data restore VERSION")),
    Binding(
      .tool(.lowerThreshold), ["-"], "Move the threshold down", hint: "lower", in: [.evaluation],
      featured: [.evaluation], group: .act),
    Binding(
      .tool(.raiseThreshold), ["+", "="], "Move the threshold up", hint: "raise", in: [.evaluation],
      featured: [.evaluation], group: .act),
    Binding(
      .act(.shipThreshold), ["S"], "Ship the version with the threshold under the slider", hint: "ship threshold",
      in: [.evaluation], featured: [.evaluation], group: .act, danger: .asks,
      twin: .command("sextant threshold VALUE --version VERSION")),
    Binding(
      .tool(.zoomIn), ["+", "="], "Charts: half as many windows, about the cursor", hint: "zoom in", in: zoomable,
      group: .look),
    Binding(
      .tool(.zoomOut), ["-"], "Charts: twice as many windows", hint: "zoom out", in: zoomable, group: .look),
    Binding(
      .tool(.panBack), ["shift-left", "B"], "Charts: earlier windows; the cursor stays where it is", hint: "earlier",
      in: zoomable, group: .look),
    Binding(
      .tool(.panOn), ["shift-right", "F"], "Charts: later windows, and on to the newest, which are followed",
      hint: "later", in: zoomable, group: .look),
    Binding(
      .tool(.pinWindow), ["m"], "Charts: hold values against the window under the cursor, or no longer", hint: "pin",
      in: charted, group: .look),
    Binding(
      .tool(.logScale), ["E"], "Charts: logarithmic scale of the focused one, or linear again", hint: "log scale",
      in: screens, group: .look),
    Binding(
      .tool(.mark), ["="], "Mark for comparison", hint: "mark", in: [.development, .comparison, .datasets],
      featured: [.comparison, .datasets], group: .act),
    Binding(
      .act(.confirmLabel), ["enter", "c"], "The label is right", hint: "confirm", in: [.labelling],
      featured: [.labelling], group: .act, danger: .mild, twin: .command("sextant label confirm ROW")),
    Binding(
      .act(.flipLabel), ["f"], "The label is the other class", hint: "flip", in: [.labelling],
      featured: [.labelling], group: .act, danger: .mild, twin: .command("sextant label set ROW CLASS")),
    Binding(
      .act(.chooseLabel), ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
      "The label is the class of that number; a class's first letter does the same", hint: "class", in: [.labelling],
      featured: [.labelling], group: .act, danger: .mild, twin: .command("sextant label set ROW CLASS")),
    Binding(
      .act(.skipLabel), ["s"], "Skip this row", hint: "skip", in: [.labelling], featured: [.labelling], group: .act,
      danger: .mild, twin: .command("sextant label skip ROW")),
    Binding(
      .tool(.labelReason), ["w"], "Type a reason that is kept with the next answers", hint: "reason",
      in: [.labelling], featured: [.labelling], group: .act),
    Binding(
      .act(.undo), ["u"], "Take back the last change", hint: "undo", in: here,
      featured: [.labelling, .findings, .datasets], group: .act, danger: .asks, twin: .command("sextant undo")),
    Binding(
      .tool(.filter), ["/"], "Narrow the list to what is typed", hint: "filter", in: screens,
      featured: [.contract, .findings, .rows, .labels, .datasets, .errors, .registry], group: .look),
    Binding(
      .tool(.sort), ["s"], "Sort the rows by the column under the cursor: up, down, as they are", hint: "sort",
      in: [.rows], featured: [.rows], group: .look),
  ]

  // The way round: decisions, rollouts, levels, reviews, suggestions, and time itself.
  private static let circling: [Binding] = [
    Binding(
      .act(.decide), ["d"], "Decide what follows from the iteration: go on, retrain, step back, retire", hint: "decide",
      in: screens, featured: [.iterations, .business, .insights], group: .act, danger: .asks,
      twin: .command("sextant decide DECISION --because REASON")),
    Binding(
      .act(.acceptSuggestion), ["Y"], "Do what a policy suggests", hint: "accept", in: screens, group: .act,
      danger: .mild, twin: .command("sextant suggestion accept")),
    Binding(
      .act(.dismissSuggestion), ["N"], "Dismiss what a policy suggests", hint: "dismiss", in: screens, group: .act,
      danger: .mild, twin: .command("sextant suggestion dismiss")),
    Binding(
      .act(.snooze), ["Z"], "Snooze the selected alarm, or wake it", hint: "snooze", in: screens,
      featured: [.monitoring, .alarms],
      group: .act, danger: .mild, twin: .command("sextant alarms snooze ID --for TIME | unsnooze ID")),
    Binding(
      .act(.noteAlarm), ["W"], "Write a note beside the selected alarm", hint: "note", in: screens,
      featured: [.alarms], group: .act, danger: .mild, twin: .command("sextant alarms note ID TEXT")),
    Binding(
      .act(.automation), ["A"], "Change who decides: people, the model, or both", hint: "automation", in: screens,
      featured: [.deployment, .rollout, .automation, .review], group: .act, danger: .asks,
      twin: .command("sextant automation LEVEL --because REASON")),
    Binding(
      .act(.confirmRequest), ["enter", "c"], "Answer as the model proposes", hint: "as proposed", in: [.reviewing],
      featured: [.reviewing], group: .act, danger: .mild, twin: .command("sextant review SESSION:ID ANSWER")),
    Binding(
      .act(.answerRequest), ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
      "Answer with the class of that number; a class's first letter does the same", hint: "answer", in: [.reviewing],
      featured: [.reviewing], group: .act, danger: .mild, twin: .command("sextant review SESSION:ID ANSWER")),
    Binding(
      .tool(.earlierMark), ["["], "Back in time, to the mark before", hint: "back in time", in: screens,
      featured: [.iterations], group: .look, twin: .command("sextant journal")),
    Binding(.tool(.laterMark), ["]"], "On in time, to the next mark and to the present", in: screens, group: .look),
    Binding(.tool(.earlierEvent), ["{"], "Back in time by one event of the journal", in: screens, group: .look),
    Binding(.tool(.laterEvent), ["}"], "On in time by one event of the journal", in: screens, group: .look),
  ]

  private static let looking: [Binding] = [
    Binding(
      .show(.overview), ["0"], "Overview: all six stages at a glance", hint: "overview", in: screens, group: .look,
      twin: .command("sextant status")),
    Binding(
      .show(.stage(.scoping)), ["1"], "Scoping: the problem, its gates and what they say today", in: screens,
      group: .look,
      twin: .command("sextant check")),
    Binding(
      .show(.stage(.data)), ["2"], "Data: the table, column by column", in: screens, group: .look,
      twin: .command("sextant profile")),
    Binding(
      .show(.stage(.development)), ["3"], "Development: runs, curves and metrics", in: screens, group: .look,
      twin: .command("sextant runs")),
    Binding(
      .show(.stage(.deployment)), ["4"], "Deployment: champion, versions and traffic", in: screens, group: .look,
      twin: .command("sextant registry")),
    Binding(
      .show(.stage(.monitoring)), ["5"], "Monitoring: drift, live metric and alarms", in: screens, group: .look,
      twin: .command("sextant alarms")),
    Binding(
      .show(.stage(.business)), ["6"], "Business: value and KPIs", in: screens, group: .look,
      twin: .command("sextant kpis")),
  ]

  /// The further views have no keys of their own: the stage's digit walks them, the palette finds them.
  private static let views: [Binding] = Sheet.allCases.map { sheet in
    Binding(.show(.sheet(sheet)), [], sheet.phrase, in: screens, group: .look, twin: .command(sheet.twin))
  }

  private static let moving: [Binding] = [
    Binding(
      .move(.nextTab), ["v"], "Next view of the stage; its digit does the same", hint: "view", in: screens,
      group: .look),
    Binding(.move(.previousTab), ["V"], "View before", in: screens, group: .look),
    Binding(.move(.nextPane), ["tab"], "Next pane", hint: "pane", in: here, featured: screens, group: .look),
    Binding(.move(.previousPane), ["backtab"], "Pane before", in: here, group: .look),
    Binding(.move(.up), ["up", "k"], "Up: row, or pane above", in: here.union([.reader]), group: .look),
    Binding(.move(.down), ["down", "j"], "Down: row, or pane below", in: here.union([.reader]), group: .look),
    Binding(.move(.left), ["left", "h"], "Left: pane, or one window back in time", in: screens, group: .look),
    Binding(.move(.right), ["right", "l"], "Right: pane, or one window on in time", in: screens, group: .look),
    Binding(
      .move(.pageUp), ["pageup", "ctrl-b"], "A page up", in: here.union([.reader]), group: .look),
    Binding(
      .move(.pageDown), ["pagedown", "ctrl-f"], "A page down", in: here.union([.reader]), group: .look),
    Binding(.move(.halfPageUp), ["ctrl-u"], "Half a page up", in: here.union([.reader]), group: .look),
    Binding(.move(.halfPageDown), ["ctrl-d"], "Half a page down", in: here.union([.reader]), group: .look),
    Binding(
      .move(.first), ["home", "g"], "First row, oldest window; after a number that row", in: here.union([.reader]),
      group: .look),
    Binding(
      .move(.last), ["end", "G"], "Last row, newest window; after a number that row", in: here.union([.reader]),
      group: .look),
    Binding(
      .tool(.count), ["'"], "Begin a number: ' 5 ↓ goes five down, ' 12 G to row 12", in: here.union([.reader]),
      group: .look),
    Binding(
      .move(.open), ["enter"], "Open what is selected", hint: "open", in: screens, featured: screens, group: .look),
    Binding(.move(.back), ["esc"], "Back: one step out", in: here, group: .look),
    Binding(
      .move(.zoom), ["z"], "Zoom the pane to the whole screen and back", hint: "zoom", in: here, featured: screens,
      group: .look),
    Binding(
      .tool(.split), ["|"], "Split: the pane beside another one, of any screen; again to end it", in: here,
      group: .look),
    Binding(
      .tool(.turnSplit), ["\\"], "Split: side by side, or one below the other", in: here, group: .look),
    Binding(.tool(.growPane), [")"], "More room for the pane, from those beside it", in: here, group: .look),
    Binding(.tool(.shrinkPane), ["("], "Less room for the pane", in: here, group: .look),
    Binding(
      .tool(.resetLayout), ["*"], "Layout as it was: no split, no zoom, every pane its own room", in: here,
      group: .look),
  ]

  private static let cockpit: [Binding] = [
    Binding(
      .tool(.copy), ["y"], "Copy what is selected, or the newest command line", in: screens.union([.reader]),
      group: .cockpit),
    Binding(
      .tool(.copyRow), ["J"], "Copy the whole selected row, as JSON", in: screens, group: .cockpit),
    Binding(
      .tool(.copyCommand), ["ctrl-y"],
      "Copy the command line of the marked entry, of what was done last, or of what is selected",
      in: screens.union([.reader, .palette]), group: .cockpit),
    Binding(.tool(.theme), ["t"], "Choose what the screen looks like", in: screens, group: .cockpit),
    Binding(
      .tool(.log), ["L"], "Log of what was done, as command lines", in: screens, group: .cockpit,
      twin: .command("sextant journal")),
    Binding(
      .tool(.palette), [":"], "Find anything by its name: actions, runs, versions, columns, alarms, KPIs, themes",
      hint: "find", in: here, featured: here,
      group: .cockpit),
    Binding(
      .tool(.help), ["?"], "Every key, explained", hint: "help", in: here, featured: here, group: .cockpit,
      twin: .command("sextant --help")),
    Binding(
      .tool(.nextHint), ["."], "Next hint of the tour", in: screens, group: .cockpit),
    Binding(
      .tool(.tour), [","], "End the tour for good, or begin it again", in: screens, group: .cockpit),
    Binding(.tool(.redraw), ["ctrl-l"], "Draw the screen anew", in: KeyContext.everywhere, group: .cockpit),
    Binding(
      .tool(.suspend), ["ctrl-z"], "Suspend; fg brings the cockpit back", in: KeyContext.everywhere,
      group: .cockpit),
    Binding(.tool(.quit), ["q", "ctrl-c"], "Quit", hint: "quit", in: here, featured: here, group: .cockpit),
  ]

  private static let answering: [Binding] = [
    Binding(
      .answer(.pickChoice), ["1", "2", "3", "4", "5", "6", "7", "8", "9"], "The answer of that number", hint: "answer",
      in: [.choice], featured: [.choice], group: .answer),
    Binding(.answer(.accept), ["y"], "Yes, do it", hint: "yes", in: [.question], featured: [.question], group: .answer),
    Binding(
      .answer(.decline), ["n", "esc", "ctrl-c"], "No, leave everything as it is", hint: "no",
      in: [.question, .stageChoice, .choice], featured: [.question, .stageChoice, .choice], group: .answer),
    Binding(
      .answer(.choose), ["enter"], "The marked answer", hint: "marked answer", in: [.question, .stageChoice, .choice],
      featured: [.question, .stageChoice, .choice], group: .answer),
    Binding(
      .answer(.pickStage), ["1", "2", "3", "4", "5", "6"], "The stage of that number", hint: "stage",
      in: [.stageChoice],
      featured: [.stageChoice], group: .answer),
    Binding(
      .answer(.previousChoice), ["up", "ctrl-p"], "Choice above", in: [.question, .stageChoice, .choice, .palette],
      group: .answer),
    Binding(
      .answer(.nextChoice), ["down", "ctrl-n"], "Choice below", hint: "choose",
      in: [.question, .stageChoice, .choice, .palette], featured: [.stageChoice, .choice, .palette], group: .answer),
    Binding(
      .answer(.editAgain), ["e"], "Edit the contract again, before it is applied", hint: "edit again",
      in: [.question], group: .answer),
    Binding(
      .answer(.nextData), ["right"], "Of a retrain: other rows to learn from", in: [.question], group: .answer),
    Binding(
      .answer(.previousData), ["left"], "Of a retrain: the rows before", in: [.question], group: .answer),
    Binding(
      .answer(.close), ["esc", "enter", "q", "?", "L", "ctrl-c"], "Close", hint: "close",
      in: [.reader], featured: [.reader], group: .answer),
  ]

  private static let typing: [Binding] = [
    Binding(
      .type(.submit), ["enter"], "Take what is typed or chosen", hint: "take it", in: typists,
      featured: typists, group: .type),
    Binding(
      .type(.leave), ["esc", "ctrl-c"], "Leave without doing anything", hint: "leave", in: typists,
      featured: typists, group: .type),
    Binding(.type(.deleteBackward), ["backspace"], "Delete the character before", in: typists, group: .type),
    Binding(.type(.deleteForward), ["delete"], "Delete the character after", in: typists, group: .type),
    Binding(
      .type(.deleteWord), ["ctrl-w"], "Delete the word before", hint: "delete word", in: typists,
      featured: [.prompt], group: .type),
    Binding(
      .type(.deleteAll), ["ctrl-u"], "Delete all before", hint: "clear", in: typists, featured: [.prompt],
      group: .type),
    Binding(.type(.cursorLeft), ["left"], "One character left", in: typists, group: .type),
    Binding(.type(.cursorRight), ["right"], "One character right", in: typists, group: .type),
    Binding(.type(.cursorStart), ["home", "ctrl-a"], "To the start", in: typists, group: .type),
    Binding(.type(.cursorEnd), ["end", "ctrl-e"], "To the end", in: typists, group: .type),
  ]
}
