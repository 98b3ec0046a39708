import Foundation
import Testing

@testable import Vault

/// Python's `cryptography`, which nobody here wrote, on the other side of each format (judges/cryptography_peer.py).
@Suite(
    "Python's cryptography",
    .enabled(
        if: Judge.isThere || Judge.mustRun,
        "ENTREPOT_JUDGE_PYTHON names no Python with cryptography; see bin/setup --test"))
struct CryptographyJudgeTests {
    static let text = "ck_1:cs_2, Crème brûlée"
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let seconds = 1_700_000_000

    @Test("opens our Fernet tokens, with one key and with several")
    func opensOurs() throws {
        let (key, other) = (FernetKey.generate(), FernetKey.generate())
        let token = try Fernet(key: key).seal(Array(Self.text.utf8), now: Self.now)
        let late = Question(ask: "open", token: token, life: 60, now: Self.seconds + 61)
        let answers = try Judge.ask([
            Question(ask: "open", keys: [key], token: token), Question(ask: "open", keys: [other, key], token: token),
            Question(ask: "open", keys: [other], token: token),
            Question(ask: "open", keys: [key], token: token, life: 60, now: Self.seconds + 60), late.with([key]),
        ])
        #expect(answers == [Self.text, Self.text, "InvalidToken", Self.text, "InvalidToken"])
    }

    @Test("makes Fernet tokens that we open, and agrees on when they end")
    func weOpen() throws {
        let key = try FernetKey(text: try Judge.ask([Question(ask: "key")])[0])
        let token = try Judge.ask([Question(ask: "seal", keys: [key], text: Self.text, now: Self.seconds)])[0]
        let opened = try Fernet(key: key).open(token, now: Self.now.addingTimeInterval(60), life: 60)
        #expect(String(decoding: opened, as: UTF8.self) == Self.text)
        #expect(throws: FernetError.expired) {
            try Fernet(key: key).open(token, now: Self.now.addingTimeInterval(61), life: 60)
        }
    }

    @Test("renews our tokens as we renew its own")
    func renews() throws {
        let (old, new) = (FernetKey.generate(), FernetKey.generate())
        let ours = try Fernet(key: old).seal(Array(Self.text.utf8), now: Self.now)
        let theirs = try Judge.ask([
            Question(ask: "renew", keys: [new, old], token: ours),
            Question(ask: "seal", keys: [old], text: Self.text, now: Self.seconds),
        ])
        let opened = try Fernet(key: new).open(theirs[0], now: Self.now, life: 0)
        #expect(String(decoding: opened, as: UTF8.self) == Self.text)
        let renewed = try Fernet(key: new, earlier: [old]).renew(theirs[1])
        let question = Question(ask: "open", keys: [new], token: renewed, life: 0, now: Self.seconds)
        #expect(try Judge.ask([question]) == [Self.text])
    }

    @Test("hashes a password to what we have stored")
    func scrypt() throws {
        let password = try Password(Self.text)
        let cost = try #require(PasswordCost(logN: 10, r: 8, p: 3))
        let parts = PasswordHash(password, cost: cost).text.reveal().split(separator: "$").map(String.init)
        let question = Question(ask: "scrypt", text: Self.text, salt: parts[2], ln: 10, r: 8, p: 3)
        #expect(try Judge.ask([question]) == [parts[3]])
        let theirs = try #require(PasswordHash(text: "$scrypt$\(parts[1])$\(parts[2])$\(try Judge.ask([question])[0])"))
        #expect(theirs.matches(password))
    }

    @Test("gives the one-time passwords that we accept")
    func totp() throws {
        let secret = TOTPSecret.generate()
        let codes = try Judge.ask(
            [-30, 0, 30].map { Question(ask: "totp", secret: secret.base32.reveal(), now: Self.seconds + $0) })
        let steps = codes.map { TOTP.accepts($0, secret: secret, now: Self.now, lastStep: nil) }
        #expect(steps == [-1, 0, 1].map { TOTP.step(at: Self.now) + $0 })
    }
}

/// What cryptography_peer.py is asked.
struct Question: Encodable {
    var ask: String
    var keys: [String]?
    var text: String?
    var token: String?
    var secret: String?
    var salt: String?
    var ln: Int?
    var r: Int?
    var p: Int?
    var life: Int?
    var now: Int?

    init(
        ask: String, keys: [FernetKey]? = nil, text: String? = nil, token: String? = nil, secret: String? = nil,
        salt: String? = nil, ln: Int? = nil, r: Int? = nil, p: Int? = nil, life: Int? = nil, now: Int? = nil
    ) {
        self.ask = ask
        self.keys = keys?.map { $0.text.reveal() }
        self.text = text
        self.token = token
        self.secret = secret
        self.salt = salt
        self.ln = ln
        self.r = r
        self.p = p
        self.life = life
        self.now = now
    }

    func with(_ keys: [FernetKey]) -> Question {
        var question = self
        question.keys = keys.map { $0.text.reveal() }
        return question
    }
}

enum Judge {
    static let python = ProcessInfo.processInfo.environment["ENTREPOT_JUDGE_PYTHON"]
    static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"
    static let isThere = (try? Self.run(["-c", "import cryptography; print('here')"])) == "here\n"

    /// The answers, in the order of the questions.
    static func ask(_ questions: [Question]) throws -> [String] {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judges/cryptography_peer.py")
        let text = String(decoding: try JSONEncoder().encode(questions), as: UTF8.self)
        let answers = try Self.run([script.path, text])
        return try JSONDecoder().decode([String].self, from: Data(answers.utf8))
    }

    private static func run(_ arguments: [String]) throws -> String {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        let child = try ChildProcess(python, arguments, environment: ["PATH": "/usr/bin:/bin"])
        return String(decoding: try child.output(atMost: 1 << 20, within: 120), as: UTF8.self)
    }
}
