import Lifecycle
import Testing

/// The command line of each command, as CLI.md spells it.
@Suite struct CommandTwinTests {
  @Test(
    "Each command has its line",
    arguments: [
      (Command.train(Command.Training()), "sextant train"),
      (
        .train(
          Command.Training(
            recipe: "trees", split: .random, rows: 0..<5000, seed: 7, overrides: ["rounds": 200, "learning_rate": 0.05])
        ),
        "sextant train --recipe trees --split random --rows 0:5000 --seed 7 --set learning_rate=0.05 --set rounds=200"
      ),
      (.bless(VersionID(3), because: "fair to all"), "sextant bless 3 --because 'fair to all'"),
      (.promote(Command.Promotion()), "sextant promote challenger"),
      (
        .promote(
          Command.Promotion(version: VersionID(7), now: true, because: "better", override: "it's the best we have")),
        "sextant promote 7 --now --because better --override 'it'\\''s the best we have'"
      ),
      (.rollback(because: nil), "sextant rollback"),
      (.rollback(because: "$(reboot) `x`\nnow"), "sextant rollback --because '$(reboot) `x` now'"),
      (.play(Command.Play()), "sextant replay --speed max"),
      (
        .play(Command.Play(file: "my rows.csv", speed: .rowsPerSecond(500), until: .row(1000))),
        "sextant replay 'my rows.csv' --speed 500 --until 1000"
      ),
      (
        .play(Command.Play(speed: .rowsPerSecond(0.5), until: .time(86_400), resumes: true)),
        "sextant replay --speed 0.5 --until 1970-01-02T00:00:00Z --resume"
      ),
      (.pause, "sextant pause"), (.resume, "sextant resume"), (.setSpeed(.max), "sextant speed max"),
      (.setSpeed(.rowsPerSecond(2000)), "sextant speed 2000"),
      (.stepBack(.data, because: ""), "sextant step-back data --because ''"),
      (.acknowledge(AlarmID(4)), "sextant alarms acknowledge 4"),
      (.snooze(AlarmID(4), seconds: 3600), "sextant alarms snooze 4 --for 3600"), (.reload, "sextant reload"),
    ] as [(Command, String)])
  func lines(command: Command, line: String) { #expect(command.commandLine == line) }
}
