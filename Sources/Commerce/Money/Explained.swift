/// A reason a person can meet: a stable code, a sentence that names the place, and a way out.
///
/// Programs decide by `code`; texts are for people and may change. Neither text holds more than 40 characters of
/// what somebody typed, so that a strange megabyte cannot fill a screen or a log.
public protocol Explained: Sendable {
    /// Dotted, lower case, never changes once released: `price.ambiguous`.
    var code: String { get }
    /// What is wrong, as one sentence.
    var sentence: String { get }
    /// What the reader can do about it, as one sentence.
    var wayOut: String { get }
}

/// The beginning of what somebody typed, safe to quote: at most 40 characters, control characters shown as a dot.
public func excerpt(_ text: String) -> String {
    var shown = ""
    var taken = 0
    for scalar in text.unicodeScalars {
        guard taken < 40 else { return shown + "…" }
        shown.unicodeScalars.append(scalar.properties.generalCategory == .control ? "·" : scalar)
        taken += 1
    }
    return shown
}
