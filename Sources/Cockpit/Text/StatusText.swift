import CellCanvas
import Lifecycle

// A status is always a glyph and a word beside its colour.

extension StageStatus {
  var glyph: String {
    switch self {
    case .ok: "✓"
    case .attention: "!"
    case .failing: "✗"
    case .busy: "⠹"
    case .empty: "·"
    }
  }

  var role: Role {
    switch self {
    case .ok: .ok
    case .attention: .attention
    case .failing: .failing
    case .busy: .busy
    case .empty: .idle
    }
  }

  var mark: TextLine { TextLine(glyph, role) }
}

extension Snapshot {
  /// How a stage stands, in a word: where a log alone is watched, nothing is missing that others make and serve.
  func statusWord(of stage: Stage) -> String {
    let status = stages.first { $0.stage == stage }?.status ?? .empty
    guard status == .empty, definition.watchesOnly(state) else { return status.rawValue }
    switch stage {
    case .development, .deployment: return "elsewhere"
    case .scoping, .data, .monitoring, .business: return "waits"
    }
  }
}

extension Verdict {
  var glyph: String {
    switch self {
    case .passed: "✓"
    case .failed: "✗"
    case .inconclusive: "~"
    case .noData: "·"
    }
  }

  var role: Role {
    switch self {
    case .passed: .ok
    case .failed: .failing
    case .inconclusive: .attention
    case .noData: .idle
    }
  }

  var markAndWord: TextLine { TextLine("\(glyph) \(word)", role) }
}

extension Run.Status {
  var glyph: String {
    switch self {
    case .running: "⠹"
    case .finished: "✓"
    case .failed: "✗"
    case .cancelled: "–"
    }
  }

  var role: Role {
    switch self {
    case .running: .busy
    case .finished: .ok
    case .failed: .failing
    case .cancelled: .idle
    }
  }
}

extension TrafficStatus.State {
  var glyph: String {
    switch self {
    case .idle: "·"
    case .playing: "▶"
    case .paused: "‖"
    case .ended: "■"
    case .watching: "◎"
    }
  }

  var role: Role {
    switch self {
    case .idle: .idle
    case .playing: .ok
    case .paused: .attention
    case .ended: .dim
    case .watching: .ok
    }
  }

  var markAndWord: TextLine { TextLine("\(glyph) \(rawValue)", role) }
}

extension Speed {
  /// "2,000 rows/s", or "as fast as it goes".
  var text: String {
    switch self {
    case .rowsPerSecond(let rate): "\(MetricText.number(rate)) rows/s"
    case .max: "max speed"
    }
  }
}

extension Mark.Kind {
  var glyph: Glyph {
    switch self {
    case .trained: Glyph("●")
    case .promoted: Glyph("▲")
    case .rolledBack: Glyph("▼")
    case .alarm: Glyph("!")
    case .steppedBack: Glyph("↺")
    case .session: Glyph("├")
    case .rollout: Glyph("»")
    case .decided: Glyph("◆")
    }
  }

  var role: Role {
    switch self {
    case .trained: .busy
    case .promoted: .ok
    case .rolledBack: .attention
    case .alarm: .failing
    case .steppedBack: .accent
    case .session: .dim
    case .rollout: .busy
    case .decided: .accent
    }
  }

  var word: String {
    switch self {
    case .trained: "trained"
    case .promoted: "promoted"
    case .rolledBack: "rolled back"
    case .alarm: "alarm"
    case .steppedBack: "stepped back"
    case .session: "session"
    case .rollout: "rollout"
    case .decided: "decided"
    }
  }
}
