import Foundation
import Testing

@testable import Vault

@Suite("Fernet tokens")
struct FernetTests {
    static let key = FernetKey(bytes: Array(0..<32))
    static let otherKey = FernetKey(bytes: Array(1..<33))
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    let fernet = Fernet(key: Self.key)

    @Test("what was sealed opens again, whatever its length", arguments: [0, 1, 15, 16, 17, 4096])
    func roundTrip(length: Int) throws {
        let message = RandomBytes.system(length)
        #expect(try self.fernet.open(self.fernet.seal(message, now: Self.now), now: Self.now) == message)
    }

    @Test("the same message sealed twice looks different")
    func freshVector() throws {
        #expect(try self.fernet.seal([1], now: Self.now) != self.fernet.seal([1], now: Self.now))
    }

    @Test(
        "a life of a minute ends after its sixtieth second, and a clock may be a minute behind",
        arguments: [
            (0, nil), (60, nil), (61, .expired), (1_000_000_000, .expired), (-60, nil), (-61, .fromTheFuture),
            (-1_700_000_000, .fromTheFuture),
        ] as [(TimeInterval, FernetError?)])
    func life(later: TimeInterval, fault: FernetError?) throws {
        let token = try self.fernet.seal([1, 2], now: Self.now)
        let opened = Result { () throws(FernetError) in
            try self.fernet.open(token, now: Self.now.addingTimeInterval(later), life: 60)
        }
        #expect(opened == (fault.map { .failure($0) } ?? .success([1, 2])))
    }

    @Test("without a life the time is not looked at, not even the last one there is", arguments: [0, 1, UInt64.max])
    func ageless(seconds: UInt64) throws {
        let vector = [UInt8](repeating: 7, count: 16)
        let token = try FernetToken(sealing: [9], seconds: seconds, vector: vector, key: Self.key).text
        #expect(try self.fernet.open(token, now: Self.now) == [9])
        #expect(throws: seconds > 1 ? FernetError.fromTheFuture : .expired) {
            try self.fernet.open(token, now: Self.now, life: 60)
        }
    }

    @Test("another key opens nothing")
    func otherKey() throws {
        let token = try self.fernet.seal([1], now: Self.now)
        #expect(throws: FernetError.notAuthentic) { try Fernet(key: Self.otherKey).open(token, now: Self.now) }
    }

    @Test("an earlier key still opens, and only the first seals")
    func changedKey() throws {
        let old = try self.fernet.seal([1], now: Self.now)
        let both = Fernet(key: Self.otherKey, earlier: [Self.key])
        #expect(try both.open(old, now: Self.now) == [1])
        let new = try both.seal([2], now: Self.now)
        #expect(throws: FernetError.notAuthentic) { try self.fernet.open(new, now: Self.now) }
    }

    @Test("renewing changes the key and keeps the message and its time")
    func renewing() throws {
        let old = try self.fernet.seal([1], now: Self.now)
        let new = try Fernet(key: Self.otherKey, earlier: [Self.key]).renew(old)
        let alone = Fernet(key: Self.otherKey)
        #expect(try alone.open(new, now: Self.now.addingTimeInterval(60), life: 60) == [1])
        #expect(throws: FernetError.expired) {
            try alone.open(new, now: Self.now.addingTimeInterval(61), life: 60)
        }
        #expect(throws: FernetError.notAuthentic) { try alone.renew(old) }
    }

    @Test("no bit of a token can be changed", arguments: 0..<73, 0..<8)
    func bitFlip(byte: Int, bit: Int) throws {
        let token = try self.fernet.seal(Array("hello".utf8), now: Self.now)
        var bytes = try #require(Base64URL.decode(token))
        #expect(bytes.count == 73)
        bytes[byte] ^= 1 << bit
        #expect(throws: FernetError.self) { try self.fernet.open(Base64URL.encode(bytes), now: Self.now) }
    }

    @Test("a key is read with or without padding, and written as Python writes it")
    func keys() throws {
        let text = FernetVectorTests.secret
        #expect(try FernetKey(text: text).text.reveal() == text)
        #expect(try FernetKey(text: " \(text.dropLast())\n").text.reveal() == text)
        #expect("\(Self.key)" == "Fernet key •••")
    }

    @Test("what is no key is refused and not repeated", arguments: ["", "AAAA", "correct horse battery staple"])
    func malformedKey(text: String) {
        #expect(throws: FernetError.keyMalformed) { try FernetKey(text: text) }
    }

    @Test(
        "every refusal has a code and a way out",
        arguments: [FernetError.keyMalformed, .malformed, .notAuthentic, .expired, .fromTheFuture])
    func refusals(error: FernetError) {
        #expect(error.code.hasPrefix("fernet-"))
        #expect(error.description.split(separator: ". ").count >= 2)
    }
}
