import Foundation

/// A shop's clock beside ours.
public enum ChannelClockFinding {
    /// Seconds. Signed webhooks are taken within five minutes of their time.
    static let tolerance = 300.0

    /// - Parameter time: The channel's, from an answer that has just come; whole seconds on most.
    public static func of(_ time: Date, now: Date, what: String) -> Finding {
        let off = time.timeIntervalSince(now)
        let seconds = Int(off.magnitude.rounded())
        let words = seconds == 1 ? "1 second" : "\(seconds) seconds"
        guard seconds > 1 else { return .fine(what, "The shop's clock and ours agree to the second.") }
        let sentence = "The shop's clock is \(words) \(off < 0 ? "behind" : "ahead of") ours."
        guard off.magnitude > Self.tolerance else { return .fine(what, sentence) }
        return .notice(
            what, sentence,
            wayOut:
                "Orders are read by the shop's clock, whatever it shows; signed webhooks are refused. See that this "
                + "machine follows a time server; else the shop's host should set its clock right.")
    }
}
