/// What one guess at a password costs: scrypt's parameters (RFC 7914).
public struct PasswordCost: Sendable, Hashable {
    /// Two to this many blocks are kept in memory.
    public let logN: Int
    /// Block size in units of 128 bytes.
    public let r: Int
    /// How often it is all done over, one after the other in the same memory.
    public let p: Int

    /// `nil` outside of what we would ever compute: at most 256 MiB, `r` 1–32, `p` 1–16, and never more than 2 GiB walked
    /// through in all. A stored row cannot make us spend more.
    public init?(logN: Int, r: Int, p: Int) {
        guard (1...20).contains(logN), (1...32).contains(r), (1...16).contains(p), logN < 16 * r,
            128 * r << logN <= 256 << 20, (128 * r << logN) * p <= 2 << 30
        else { return nil }
        self.init(checked: logN, r: r, p: p)
    }

    private init(checked logN: Int, r: Int, p: Int) {
        self.logN = logN
        self.r = r
        self.p = p
    }

    /// N = 2¹⁵, r = 8, p = 3: 32 MiB, some 0.2–0.4 s of one core.
    ///
    /// One of the settings that OWASP's Password Storage Cheat Sheet names as equal in strength (the first of them is 2¹⁷, 8, 1 with
    /// 128 MiB). Entrepot also runs on a machine with 512 MB, where two people signing in must not fill the memory.
    /// Argon2id, which it names before scrypt, is in none of our dependencies.
    public static let standard = PasswordCost(checked: 15, r: 8, p: 3)

    /// Bytes of memory that one hash takes while it is made.
    public var memory: Int { 128 * self.r << self.logN }

    /// Whether a guess at this cost is cheaper than at `other`, in memory or in work.
    func isWeaker(than other: PasswordCost) -> Bool {
        self.memory < other.memory || self.memory * self.p < other.memory * other.p
    }
}

extension PasswordCost {
    /// `ln=15,r=8,p=3`, as the PHC string format has it.
    var text: String { "ln=\(self.logN),r=\(self.r),p=\(self.p)" }

    /// Reads exactly what `text` writes.
    init?(text: String) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.split(separator: "=", omittingEmptySubsequences: false) }
        guard numbers.count == 3, numbers.allSatisfy({ $0.count == 2 }), let logN = Int(numbers[0][1]),
            let r = Int(numbers[1][1]), let p = Int(numbers[2][1])
        else { return nil }
        self.init(logN: logN, r: r, p: p)
        guard self.text == text else { return nil }
    }
}
