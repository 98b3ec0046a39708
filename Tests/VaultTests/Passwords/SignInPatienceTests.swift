import Foundation
import Testing

@testable import Vault

@Suite("Wrong passwords in a row")
struct SignInPatienceTests {
    static let start = Date(timeIntervalSince1970: 1_700_000_000)

    /// Patience after so many failures, a second apart, the last of them at `start`.
    static func after(_ failures: Int) -> SignInPatience {
        (0..<failures).reduce(into: SignInPatience()) { patience, index in
            patience.fail(now: Self.start.addingTimeInterval(TimeInterval(index - failures + 1)))
        }
    }

    @Test(
        "ten make the account wait a quarter of an hour, and each five more twice as long, to a day",
        arguments: [
            (9, 0), (10, 900), (11, 0), (14, 0), (15, 1_800), (20, 3_600), (25, 7_200), (40, 57_600), (45, 86_400),
            (1_000, 86_400), (Int.max, 0),
        ] as [(Int, TimeInterval)])
    func waits(failures: Int, seconds: TimeInterval) {
        let patience = SignInPatience(failures: failures, last: Self.start)
        let until = Self.start.addingTimeInterval(seconds)
        #expect(patience.verdict(now: Self.start) == (seconds == 0 ? .tryIt : .wait(until: until)))
        #expect(patience.verdict(now: until) == .tryIt)
    }

    @Test("are counted one by one")
    func counted() {
        #expect(Self.after(10) == SignInPatience(failures: 10, last: Self.start))
    }

    @Test("allow forty guesses in the first day, however quick the guesser is")
    func guesses() {
        var patience = SignInPatience()
        var now = Self.start
        var tried = 0
        while now < Self.start.addingTimeInterval(86_400) {
            switch patience.verdict(now: now) {
            case .wait(let until): now = until
            case .tryIt:
                patience.fail(now: now)
                tried += 1
            }
        }
        #expect(tried == 40)
    }

    @Test("are forgotten with the right one, and after a day without any", arguments: [true, false])
    func forgotten(signedIn: Bool) {
        var patience = Self.after(10)
        if signedIn { patience.succeed() }
        let now = Self.start.addingTimeInterval(signedIn ? 0 : 86_400)
        #expect(patience.verdict(now: now) == .tryIt)
        patience.fail(now: now)
        #expect(patience.failures == 1)
    }

    @Test("from elsewhere do not lock out the member's own browser")
    func ownBrowser() {
        let (strangers, own) = (Self.after(10), SignInPatience())
        #expect(strangers.verdict(now: Self.start) != .tryIt)
        #expect(own.verdict(now: Self.start) == .tryIt)
    }

    @Test("make nobody wait longer when the clock is set back")
    func clockSetBack() {
        let earlier = Self.start.addingTimeInterval(-7_200)
        #expect(Self.after(10).verdict(now: earlier) == .wait(until: earlier.addingTimeInterval(900)))
    }
}
