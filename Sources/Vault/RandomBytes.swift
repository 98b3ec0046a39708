/// Where keys, nonces and tokens come from.
///
/// Handed in, so that published vectors can be run through the same path that production uses.
public struct RandomBytes: Sendable {
    private let draw: @Sendable (Int) -> [UInt8]

    /// - Parameter draw: Returns as many bytes as it is asked for. Called from any thread.
    public init(_ draw: @escaping @Sendable (Int) -> [UInt8]) {
        self.draw = draw
    }

    /// The system's generator: `getrandom` on Linux, `arc4random_buf` on macOS. Both are cryptographically secure.
    public static let system = RandomBytes { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    func callAsFunction(_ count: Int) -> [UInt8] {
        let bytes = self.draw(count)
        precondition(bytes.count == count, "a generator returns as many bytes as it is asked for")
        return bytes
    }
}
