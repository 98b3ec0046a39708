import Foundation

/// One-time passwords from the clock: SHA-1, 30 seconds, 6 digits, what every authenticator app has as its default
/// (RFC 6238).
public enum TOTP {
    /// Seconds that one code lives.
    public static let period = 30
    /// Steps before and after ours whose code is taken too: a clock may be half a minute off (RFC 6238, 5.2).
    public static let tolerance = 1

    /// The number of the step that `now` is in.
    public static func step(at now: Date) -> Int {
        Int((now.timeIntervalSince1970 / Double(Self.period)).rounded(.down))
    }

    /// The step that `code` is good for; `nil` where it is good for none.
    ///
    /// Whoever asks stores the answer as the member's last step before letting anybody in, in one statement that also checks that
    /// it is still greater than the stored one: two sign-ins at once with one code must not both win.
    ///
    /// - Parameters:
    ///   - code: Six digits as typed; white space anywhere is ignored.
    ///   - lastStep: The newest step this member has used. It and all before it are spent: a code is good once, also for who
    ///     watched it being typed (RFC 6238, 5.2). `nil` before the first.
    public static func accepts(_ code: String, secret: TOTPSecret, now: Date, lastStep: Int?) -> Int? {
        let around = Self.step(at: now)
        return Self.match(
            code, secret: secret, steps: (around - Self.tolerance)...(around + Self.tolerance), lastStep: lastStep)
    }

    /// How many seconds the member's clock seems to be ahead of ours (behind: negative), for a code that `accepts` refused.
    ///
    /// It lets nobody in. It turns "wrong code" into "set your phone's clock", and counts as a failed attempt all the same.
    ///
    /// - Returns: A multiple of 30, at most 20 minutes either way; `nil` when the code fits no clock.
    public static func drift(of code: String, secret: TOTPSecret, now: Date) -> Int? {
        let around = Self.step(at: now)
        return Self.match(code, secret: secret, steps: (around - 40)...(around + 40), lastStep: nil)
            .map { ($0 - around) * Self.period }
    }

    /// Makes and compares every code of the range, found or not.
    private static func match(
        _ code: String, secret: TOTPSecret, steps: ClosedRange<Int>, lastStep: Int?
    ) -> Int? {
        let typed = code.utf8.filter { $0 != UInt8(ascii: " ") }
        var found: Int?
        for step in steps where step >= 0 {
            let isSame = ConstantTime.equal(Array(HOTP.code(secret.bytes, counter: UInt64(step)).utf8), Array(typed))
            if isSame, step > lastStep ?? -1 { found = step }
        }
        return found
    }
}
