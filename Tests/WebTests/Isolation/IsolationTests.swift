import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Operations
import Pages
import Synchronization
import Testing
import Vault
import Workbench

@testable import Web

/// Asks as somebody of one workspace, and looks at the answer for anything of another.
private struct Asker: Sendable {
    let houses: TwoHouses
    /// `nil` for a program.
    let browser: Browser?
    /// A program's bearer token.
    let token: String
    let client: any TestClientProtocol
    let who: String
    /// How many were answered: one that came too soon for somebody's limit was not asked at all.
    let answered = Answered()

    /// - Returns: What is wrong with the answer, as a sentence.
    func ask(_ one: Ask) async throws -> String? {
        let answer: TestResponse
        if let browser {
            answer =
                one.method == "GET"
                ? try await browser.get(one.path) : try await browser.post(one.path, one.form ?? [:])
        } else {
            var headers = ["Authorization": "Bearer \(self.token)"]
            if one.foreign.hasPrefix("header:") { headers["Entrepot-Workspace"] = String(one.foreign.dropFirst(7)) }
            answer = try await self.client.execute(
                uri: one.path, method: .init(one.method) ?? .get, headers: try HTTPFields.named(headers),
                body: one.body.map { ByteBuffer(string: $0) })
        }
        let what = "\(self.who): \(one.method) \(one.path) \(one.body ?? "") \(one.form ?? [:]) \(one.foreign)"
        // Nothing here has a limit: whatever comes too soon was not asked at all.
        if answer.status == .tooManyRequests { return "\(what) was not asked: \(answer.status)" }
        self.answered.one()
        let text = answer.text + "\(answer.headers)"
        if answer.status.code >= 500 { return "\(what): \(answer.status)" }
        if text.lowercased().contains(TwoHouses.hidden) { return "\(what) shows what is hidden" }
        // The numbers of the whole installation are for its operator, who is asked for by machine or by token: ids, no names.
        let isOperators = one.path.hasPrefix("/metrics")
        let said = (one.path + one.foreign).lowercased()
        let seen = isOperators ? nil : self.houses.ids.first { text.contains($0) && !said.contains($0) }
        if let seen { return "\(what) names \(seen)" }
        if one.foreign != "", one.path.contains(Ask.escaped(one.foreign)), answer.status.code < 300,
            !one.path.contains("?")
        {
            return "\(what): \(answer.status) for what is another's"
        }
        return nil
    }
}

private final class Answered: Sendable {
    private let state = Mutex(0)
    func one() { self.state.withLock { $0 += 1 } }
    var count: Int { self.state.withLock { $0 } }
}

@Suite("Every address, every role, another workspace’s ids")
struct IsolationTests {
    /// Members of each role, and nobody.
    static let people = Role.all.map(\.name) + ["nobody"]
    /// A program of a member of each role, and one of the machine's own.
    static let programs = Role.all.map { "token of \($0.name)" } + ["token"]

    /// `GET /stock/{sku}` for each that is served.
    private static func routes(_ site: OpenSite) -> [String] {
        Site(site.hub).router.routes.map { "\($0.method.rawValue) \(Self.path("\($0.path)"))" }.sorted()
    }

    /// As the table writes it.
    private static func path(_ text: String) -> String {
        let parts = text.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
        return "/" + parts.joined(separator: "/")
    }

    @Test("every address that is served is in the list of what can be asked of it, and no other")
    func complete() async throws {
        let site = try await OpenSite(.sqlite)
        let (served, listed) = (Set(Self.routes(site)), Set(Reach.all.keys))
        #expect(served.subtracting(listed).sorted() == [], "add these to Reach.all")
        #expect(listed.subtracting(served).sorted() == [], "nobody serves these any more")
    }

    /// Each case fills a core: two of them at once, beside all else, are enough.
    @Test(
        "no answer holds anything of another workspace, and nothing of it changes", .serialized,
        arguments: Engine.available, Self.people)
    func apartForPeople(engine: Engine, asker: String) async throws { try await self.apart(engine, asker) }

    @Test(
        "no program’s answer holds anything of another workspace, and nothing of it changes", .serialized,
        arguments: Engine.available, Self.programs)
    func apartForPrograms(engine: Engine, asker: String) async throws { try await self.apart(engine, asker) }

    private func apart(_ engine: Engine, _ asker: String) async throws {
        let houses = try await TwoHouses(engine)
        let isProgram = asker.hasPrefix("token")
        let role = asker.replacing("token of ", with: "")
        let token = Role.named(role) == nil ? houses.token : try await houses.member("asker@example.org", role)
        let before = try await houses.rows()
        // A page does not look at tokens, whosever they are.
        let asks = Self.everything(houses, isProgram: isProgram).filter {
            !asker.hasPrefix("token of") || $0.path.hasPrefix("/api/")
        }
        let (faults, asked) = try await houses.site.ask { client in
            let browser = isProgram ? nil : Browser(client)
            if Role.named(asker) != nil { try await browser?.signIn("asker@example.org") }
            let one = Asker(houses: houses, browser: browser, token: token, client: client, who: asker)
            var faults: [String] = []
            for ask in asks { faults += [try await one.ask(ask)].compactMap { $0 } }
            return (faults, one.answered.count)
        }
        #expect(faults == [])
        // Whoever is not signed in is not let near most of them, but is asked all the same.
        #expect(asked == asks.count)
        #expect(asked > (asker.hasPrefix("token of") ? 600 : 900), "\(asker) was asked \(asked) times")
        let after = try await houses.rows()
        for (table, rows) in before { #expect(after[table] == rows, "\(table) changed") }
    }

    /// Each route with each foreign id and name. Pages are asked by people, the API by programs, and reading of either by both.
    private static func everything(_ houses: TwoHouses, isProgram: Bool) -> [Ask] {
        Reach.all.sorted { $0.key < $1.key }.flatMap { route, reach in
            let isAPI = route.contains(" /api/") || route.contains(" /hooks/")
            guard isAPI == isProgram || route.hasPrefix("GET") else { return [Ask]() }
            return Ask.all(route, reach, houses.ids + houses.names)
        }
    }

    @Test(
        "another workspace’s stream is not opened, and one's own tells nothing of it", arguments: Engine.available,
        Role.all.map(\.name))
    func stream(engine: Engine, role: String) async throws {
        let houses = try await TwoHouses(engine)
        var follower = LiveFollower(
            BoardModel(desk: houses.site.desk, verdict: { nil }),
            query: BoardQuery(search: "zz", onlyDiffering: false, after: nil), since: nil)
        let told = try await follower.look().map { try $0.serverSentEvent() }.joined()
        #expect(!told.contains("zzhidden") && !told.contains("zzask"))
        try await houses.site.member("asker@example.org", role)
        try await houses.site.browse { browser in
            try await browser.signIn("asker@example.org")
            for name in [houses.other.tenant.text, "zzask-house"] {
                #expect(try await browser.get("/live?workspace=\(name)").status == .notFound)
            }
        }
    }

    @Test("nothing of it is exported, sealed into, or found through another's log", arguments: Engine.available)
    func export(engine: Engine) async throws {
        let houses = try await TwoHouses(engine)
        let text = Mutex("")
        try await ExportAudit().run(houses.site.desk) { line in text.withLock { $0 += line } }
        let written = text.withLock { $0 }
        #expect(!written.contains(TwoHouses.hidden))
        #expect(houses.ids.allSatisfy { !written.contains($0) })
        let other = houses.other.tenant.text
        #expect(try await ListAudit(who: other).run(houses.site.desk).lines.isEmpty)
    }

    @Test(
        "three hundred odd requests bring down nothing and show nothing of it", arguments: Engine.available,
        Role.all.map(\.name))
    func fuzz(engine: Engine, role: String) async throws {
        let houses = try await TwoHouses(engine)
        let token = try await houses.member("asker@example.org", role)
        let before = try await houses.rows()
        let (faults, asked) = try await houses.site.ask { client in
            let browser = Browser(client)
            try await browser.signIn("asker@example.org")
            let person = Asker(houses: houses, browser: browser, token: token, client: client, who: "fuzz")
            let program = Asker(houses: houses, browser: nil, token: token, client: client, who: "fuzz")
            let seed = Role.all.firstIndex { $0.name == role } ?? 0
            let faults = try await Self.odd(person, program, houses, seed: UInt64(12 + seed))
            return (faults, person.answered.count + program.answered.count)
        }
        #expect(faults == [])
        #expect(asked == 300)
        let after = try await houses.rows()
        for (table, rows) in before { #expect(after[table] == rows, "\(table) changed") }
    }

    /// Pieces that break what was put together carelessly.
    private static let odd = [
        "'", "' OR '1'='1", "\";--", "%", "_", "../../etc/passwd", "..%2F..", "\u{0}", "\u{202E}", "zz%", "%25", "*",
        "{}", "[]", "null", "-1", "9999999999999999999", "1e400", "NaN", String(repeating: "a", count: 3_000),
        "ｚｚask-sku",
        "zzask-sku\u{0}", "ZZASK-SKU", " zzask-sku ", "zzask-sku/..", "00000000-0000-0000-0000-000000000000",
    ]

    private static func odd(
        _ person: Asker, _ program: Asker, _ houses: TwoHouses, seed: UInt64
    ) async throws -> [String] {
        var random = SeededRandom(seed: seed)
        let words = Self.odd + houses.ids + houses.ids.map { $0.uppercased() } + houses.names
        // What ends one's own session or leaves one's own workspace would end the test, and streams do not end. What asks for
        // one's own password is let wait after ten wrong ones, and holds nothing of anybody else's.
        let routes = Reach.all.filter { route, reach in
            !route.contains("leave") && !route.contains("sign-out") && !route.hasSuffix("/live")
                && !route.contains("/imports") && (reach.apart == nil || !route.hasPrefix("POST /account/"))
        }.keys.sorted()
        var faults: [String] = []
        for _ in 0..<300 {
            guard let route = routes.randomElement(using: &random) else { break }
            let parts = route.split(separator: " ")
            let (method, path) = (String(parts[0]), String(parts[1]))
            let word = words.randomElement(using: &random) ?? ""
            var filled = path.replacing(/\{[a-z]+\}/, with: Ask.escaped(word))
            let query =
                ["workspace", "after", "search", "q", "limit", "who", "what", "from", "connection", "sku"]
                .randomElement(using: &random) ?? "after"
            let other = words.randomElement(using: &random) ?? ""
            if Bool.random(using: &random) { filled += "?\(query)=\(Ask.escaped(other))" }
            let isAPI = path.hasPrefix("/api/") || path.hasPrefix("/hooks/")
            let asker = isAPI ? program : person
            let reach = Reach.all[route] ?? Reach()
            let field = reach.form.keys.sorted().randomElement(using: &random)
            let form = field.map { reach.form.merging([$0: word]) { $1 } }
            let fault = try await asker.ask(
                Ask(
                    method: method, path: filled,
                    body: reach.bodies.randomElement(using: &random)?(Self.plain(word)), form: form,
                    foreign: "\(word) \(other)"))
            faults += [fault].compactMap { $0 }
        }
        return faults
    }

    /// Without what would only break the JSON around it.
    private static func plain(_ word: String) -> String {
        word.filter { $0 != "\"" && $0 != "\\" && $0.unicodeScalars.allSatisfy { $0.value >= 32 } }
    }
}
