import Foundation

/// The stored side of a member's recovery codes: what lets them in when the phone is gone. Ten, each good once.
///
/// A code is 80 random bits, 16 characters in four groups (`K7QM-…`). That is less than the 112 bits above which
/// NIST SP 800-63B-4 (3.1.2.2) lets a plain hash do, so they are salted and hashed like passwords: one salt for the set, so that trying a code
/// costs one scrypt however many are left. Both making and spending are slow: go through `PasswordDesk.queued`.
public struct RecoveryCodes: Sendable, Hashable, Masked {
    /// How many a member is given.
    public static let count = 10
    private static let digestLength = 32

    private let cost: PasswordCost
    private let salt: [UInt8]
    /// Of the codes not used yet, in the order they were shown.
    private let digests: [[UInt8]]

    /// How many are left. Below three the member is asked to make new ones.
    public var left: Int { self.digests.count }

    /// Makes a set. The codes are shown once and never stored; the set replaces the one before it.
    public static func generate(
        cost: PasswordCost = .standard, random: RandomBytes = .system
    ) -> (codes: [Secret], stored: RecoveryCodes) {
        let salt = random(16)
        let codes = (0..<Self.count).map { _ in Base32.encode(random(10)) }
        let digests = codes.map { Scrypt.derive(Array($0.utf8), salt: salt, cost: cost, length: Self.digestLength) }
        return (codes.map(Self.grouped), RecoveryCodes(cost: cost, salt: salt, digests: digests))
    }

    /// The set without `code`; `nil` where it holds no such code.
    ///
    /// Store the answer only over the set it was made from, so that one code used twice at once lets one in.
    ///
    /// - Parameter code: As typed: either case, with or without the hyphens. `0` and `1`, which are in no code, are read as `O` and `I`.
    public func spending(_ code: String) -> RecoveryCodes? {
        let plain = code.uppercased().replacing("0", with: "O").replacing("1", with: "I")
        guard code.utf8.count <= 64, let bytes = Base32.decode(plain), bytes.count == 10 else { return nil }
        let digest = Scrypt.derive(
            Array(Base32.encode(bytes).utf8), salt: self.salt, cost: self.cost, length: Self.digestLength)
        var left: [[UInt8]] = []
        for stored in self.digests where !ConstantTime.equal(stored, digest) { left.append(stored) }
        guard left.count < self.digests.count else { return nil }
        return RecoveryCodes(cost: self.cost, salt: self.salt, digests: left)
    }

    public var mask: String { "\(self.left) recovery codes" }

    private static func grouped(_ code: String) -> Secret {
        let letters = Array(code)
        return Secret(
            stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<($0 + 4)]) }.joined(separator: "-"))
    }
}

extension RecoveryCodes {
    /// What is stored: `ln=15,r=8,p=3$SALT$DIGEST.DIGEST…`, base64url.
    public var text: Secret {
        let digests = self.digests.map(Base64URL.encode).joined(separator: ".")
        return Secret("\(self.cost.text)$\(Base64URL.encode(self.salt))$\(digests)")
    }

    /// Reads what `text` wrote; `nil` for anything else.
    public init?(text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let cost = PasswordCost(text: parts[0]), let salt = Base64URL.decode(parts[1]),
            (8...64).contains(salt.count)
        else { return nil }
        let digests = parts[2].split(separator: ".").compactMap { Base64URL.decode(String($0)) }
        guard digests.count <= Self.count, digests.allSatisfy({ $0.count == Self.digestLength }),
            digests.map(Base64URL.encode).joined(separator: ".") == parts[2]
        else { return nil }
        self.init(cost: cost, salt: salt, digests: digests)
    }
}
