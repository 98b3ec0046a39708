import Foundation

/// Times and counts as tables show them.
enum Words {
    /// `2026-11-22 05:32:57`, UTC.
    static func time(_ date: Date?) -> String? {
        date.map { String($0.formatted(.iso8601).replacing("T", with: " ").dropLast()) }
    }

    /// Seconds as `12 s`, `3 min`, `5 h`, `4 d`.
    static func age(_ seconds: Double?) -> String? {
        guard let seconds else { return nil }
        let whole = Int(max(0, min(seconds, 1e12)))
        return switch whole {
        case ..<60: "\(whole) s"
        case ..<3_600: "\(whole / 60) min"
        case ..<172_800: "\(whole / 3_600) h"
        default: "\(whole / 86_400) d"
        }
    }

    /// `1 change`, `2 changes`.
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    static func number(_ number: Int?) -> String? { number.map(String.init) }
}
