import Crypto
import CryptoExtras
import Foundation

/// A stored password: scrypt in the PHC string format, `$scrypt$ln=15,r=8,p=3$SALT$HASH`.
///
/// Source: the PHC string format (github.com/P-H-C/phc-string-format), with scrypt's parameter names as passlib writes them;
/// salt and hash in base64 without padding.
///
/// Making and matching one takes `cost.memory` bytes and a good part of a second of one core. Never call either
/// on a thread that others wait for, nor for as many people at once as ask: go through `PasswordDesk`.
public struct PasswordHash: Sendable, Hashable, Masked {
    private static let saltLength = 16
    private static let hashLength = 32

    public let cost: PasswordCost
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a password with 16 bytes of salt.
    public init(_ password: Password, cost: PasswordCost = .standard, random: RandomBytes = .system) {
        self.init(password, cost: cost, salt: random(Self.saltLength))
    }

    init(_ password: Password, cost: PasswordCost, salt: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = Scrypt.derive(password.bytes, salt: salt, cost: cost, length: Self.hashLength)
    }

    /// Reads what `text` wrote; `nil` for anything else, and for a cost that `PasswordCost` would not pay.
    public init?(text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = PasswordCost(text: parts[2]),
            let salt = Self.decode(parts[3], lengths: 8...64), let hash = Self.decode(parts[4], lengths: 16...64)
        else { return nil }
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// What is stored. Not for a log: who has it can guess at the password as fast as they can pay for.
    public var text: Secret {
        Secret("$scrypt$\(self.cost.text)$\(Self.encode(self.salt))$\(Self.encode(self.hash))")
    }

    /// Whether this is the password. The comparison takes constant time, the hashing as long as `cost` says.
    public func matches(_ password: Password) -> Bool {
        let hash = Scrypt.derive(password.bytes, salt: self.salt, cost: self.cost, length: self.hash.count)
        return ConstantTime.equal(hash, self.hash)
    }

    /// As long as `matches` takes, for an address that has no account: a stopwatch must not tell who is a member.
    public static func matchesNobody(_ password: Password, cost: PasswordCost = .standard) -> Bool {
        let nobody = Scrypt.derive(
            password.bytes, salt: Array(repeating: 0, count: Self.saltLength), cost: cost, length: Self.hashLength)
        return nobody.isEmpty
    }

    /// Whether it was made at a lower cost than today's: make it anew at the next sign-in, when the password is at hand.
    public func needsUpgrade(to cost: PasswordCost = .standard) -> Bool {
        self.cost.isWeaker(than: cost) || self.salt.count < Self.saltLength || self.hash.count < Self.hashLength
    }

    public var mask: String { "scrypt hash \(Secret.mask)" }

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    /// Exactly what `encode` writes, and nothing that only looks like it.
    private static func decode(_ text: String, lengths: ClosedRange<Int>) -> [UInt8]? {
        guard let bytes = Base64URL.decode(text), lengths.contains(bytes.count), Self.encode(bytes) == text else {
            return nil
        }
        return bytes
    }
}

enum Scrypt {
    /// scrypt (RFC 7914). Blocks the thread.
    static func derive(_ password: [UInt8], salt: [UInt8], cost: PasswordCost, length: Int) -> [UInt8] {
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: length, rounds: 1 << cost.logN, blockSize: cost.r,
                parallelism: cost.p)
            return key.withUnsafeBytes { Array($0) }
        } catch {
            // Only parameters out of range are refused, and a `PasswordCost` cannot hold those.
            preconditionFailure("scrypt refused a cost that was checked")
        }
    }
}
