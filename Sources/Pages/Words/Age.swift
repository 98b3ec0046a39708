import Foundation

/// How long ago something was, in words that `live.js` repeats exactly: `just now`, `12 s ago`, `3 min ago`,
/// `5 h ago`, `4 days ago`.
///
/// - Parameter time: A moment after `now` counts as just now: clocks differ by a little.
func age(of time: Date, at now: Date) -> String {
    let seconds = Int(now.timeIntervalSince(time))
    return switch seconds {
    case ..<5: "just now"
    case ..<60: "\(seconds) s ago"
    case ..<3_600: "\(seconds / 60) min ago"
    case ..<172_800: "\(seconds / 3_600) h ago"
    default: "\(seconds / 86_400) days ago"
    }
}

/// A length of time in at most two units: `340 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`.
func length(_ duration: Duration) -> String {
    let milliseconds = Int(duration / .milliseconds(1))
    switch milliseconds {
    case ..<1_000: return "\(max(0, milliseconds)) ms"
    case ..<10_000: return "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
    case ..<60_000: return "\(milliseconds / 1_000) s"
    case ..<3_600_000:
        let seconds = milliseconds % 60_000 / 1_000
        return "\(milliseconds / 60_000) min" + (seconds == 0 ? "" : " \(seconds) s")
    default:
        let minutes = milliseconds % 3_600_000 / 60_000
        return "\(counted(milliseconds / 3_600_000)) h" + (minutes == 0 ? "" : " \(minutes) min")
    }
}

/// A moment for machines and for the reader who wants it exact: `2026-11-22T05:32:57Z`. Always UTC.
func stamp(_ time: Date) -> String { time.formatted(.iso8601) }

/// A moment as a table shows it: `2026-11-22 05:32:57`. Always UTC; the page says so once.
func tableTime(_ time: Date) -> String {
    let text = stamp(time)
    return String(text.replacing("T", with: " ").dropLast())
}

/// A moment as a page draws it: how long ago, and exactly.
func agedTime(_ time: Date, now: Date) -> Drawing { ["text": age(of: time, at: now), "stamp": stamp(time)] }
