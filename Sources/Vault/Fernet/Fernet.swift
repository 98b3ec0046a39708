import Foundation

/// Seals and opens tokens that any Fernet implementation reads: AES-128-CBC and HMAC-SHA256
/// (github.com/fernet/spec, version 0x80).
///
/// The first key seals; each of them opens, so that keys can be changed while tokens of the earlier ones are about.
/// Our own envelope (`Vault.seal`) ties a value to its place and Fernet does not: use Fernet for what others read or write.
public struct Fernet: Sendable {
    /// Seconds that a token may be ahead of our clock, asked for only where a life is given. 60 is what Python's
    /// `cryptography` allows, and `invalid.json` of the specification wants some such limit.
    public static let clockSkew: UInt64 = 60

    private let keys: [FernetKey]

    /// - Parameters:
    ///   - key: Seals, and opens.
    ///   - earlier: Open only, tried in this order.
    public init(key: FernetKey, earlier: [FernetKey] = []) {
        self.keys = [key] + earlier
    }

    /// Makes a token.
    ///
    /// - Parameters:
    ///   - now: Written into the token for everyone to read, in whole seconds. Not before 1970.
    ///   - random: Gives the initialisation vector, which must never repeat.
    public func seal(_ message: [UInt8], now: Date, random: RandomBytes = .system) throws(FernetError) -> String {
        try FernetToken(sealing: message, seconds: Self.seconds(now), vector: random(16), key: self.keys[0]).text
    }

    /// Opens a token.
    ///
    /// - Parameter life: The most seconds it may be old, that second included. `nil`: its age is not looked at.
    /// - Throws: `.malformed`, `.notAuthentic`, and where a life is given `.expired` and `.fromTheFuture`. The times are
    ///   looked at after the signature, so nobody learns by them whether a forged token would have been in time.
    public func open(_ text: String, now: Date, life: UInt64? = nil) throws(FernetError) -> [UInt8] {
        let (token, key) = try self.signed(text)
        if let life { try Self.check(token.seconds, life: life, now: Self.seconds(now)) }
        return try token.message(key: key)
    }

    /// The same message and the same time under the first key, whatever its age: what a change of keys does to each token.
    public func renew(_ text: String, random: RandomBytes = .system) throws(FernetError) -> String {
        let (token, key) = try self.signed(text)
        let message = try token.message(key: key)
        return try FernetToken(sealing: message, seconds: token.seconds, vector: random(16), key: self.keys[0]).text
    }

    private func signed(_ text: String) throws(FernetError) -> (FernetToken, FernetKey) {
        let token = try FernetToken(text: text)
        guard let key = self.keys.first(where: { token.isSigned(by: $0) }) else { throw .notAuthentic }
        return (token, key)
    }

    /// Subtracts only the smaller from the larger: a sender may have written any 64 bits.
    private static func check(_ made: UInt64, life: UInt64, now: UInt64) throws(FernetError) {
        if made > now, made - now > Self.clockSkew { throw .fromTheFuture }
        if now > made, now - made > life { throw .expired }
    }

    private static func seconds(_ date: Date) -> UInt64 {
        UInt64(max(0, date.timeIntervalSince1970))
    }
}
