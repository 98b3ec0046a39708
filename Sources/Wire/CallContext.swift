/// What travels along with a call without being passed by hand: the trace it belongs to.
///
/// Set it where an event enters (`CallContext.$trace.withValue(trace) { … }`); every call made inside carries it in
/// its `traceparent` header, and every log line may name it.
public enum CallContext {
    @TaskLocal public static var trace: Trace?

    /// By when an exchange must be over, on the transport's `uptime`; `nil` when it does not matter. Whoever has stood still
    /// since it was decided must not send what was decided then: a request that cannot end in time does not leave.
    @TaskLocal public static var endsBy: Duration?
}

/// One chain of cause and effect, from the first event to the last call (W3C Trace Context, level 1).
public struct Trace: Sendable, Hashable {
    /// 32 lower-case hexadecimal digits, not all zero.
    public let id: String

    /// - Returns: `nil` unless `id` is 32 lower-case hexadecimal digits and not all zero.
    public init?(_ id: String) {
        let digits = id.utf8
        guard digits.count == 32, digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
            digits.contains(where: { $0 != 48 })
        else { return nil }
        self.id = id
    }

    private init(unchecked id: String) { self.id = id }

    /// A new trace, random from `generator`.
    public static func new(using generator: inout some RandomNumberGenerator) -> Trace {
        Trace(unchecked: hex16(generator.next() | 1) + hex16(generator.next()))
    }

    public static func new() -> Trace {
        var generator = SystemRandomNumberGenerator()
        return self.new(using: &generator)
    }

    /// The `traceparent` header of one call: version 00, this trace, the call's own span, sampled.
    ///
    /// - Parameter span: Any number but zero; it names the call inside the trace.
    public func header(span: UInt64) -> String { "00-\(self.id)-\(hex16(span == 0 ? 1 : span))-01" }
}

private func hex16(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
