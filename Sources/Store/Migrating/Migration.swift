/// One step of the schema, said once for each engine.
///
/// Numbers count up from 1 without gaps. A migration that has been released is never edited: the text of each is
/// checked against what the database remembers of it.
public struct Migration: Sendable, Hashable {
    /// From 1, without gaps.
    public var number: Int
    public var name: String
    /// Any number of statements, separated by semicolons, without `BEGIN` or `COMMIT`.
    public var sqlite: String
    /// Any number of statements, separated by semicolons, without `BEGIN` or `COMMIT`.
    public var postgres: String

    public init(number: Int, name: String, sqlite: String, postgres: String) {
        self.number = number
        self.name = name
        self.sqlite = sqlite
        self.postgres = postgres
    }

    /// The statements for one engine.
    public func text(for dialect: Dialect) -> String {
        dialect == .sqlite ? self.sqlite : self.postgres
    }

    /// Tells an edited text from the one that was applied: FNV-1a, 64 bits, in hexadecimal. It guards against
    /// accidents, not against forgery.
    public func checksum(for dialect: Dialect) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in self.text(for: dialect).utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
