import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Operations
import Testing
import Vault
import Workbench

@testable import Web

@Suite("Every address, and who may", .serialized)
struct RightsTests {
    @Test("every address asks for one permission, or says that it is for any member, or for everybody")
    func complete() {
        let listed = Array(Rights.needed.keys) + Rights.ofAnyMember + Rights.ofEverybody
        #expect(Set(listed).symmetricDifference(Reach.all.keys).sorted() == [])
        #expect(listed.count == Set(listed).count, "none is on two lists")
        #expect(Set(Rights.needed.values) == Set(Permission.allCases).subtracting([.buyerData]))
    }

    /// What each role may do, written out a second time.
    private static let may: [String: Set<Permission>] = [
        "owner": [.look, .change, .ship, .connect, .lookAtMembers, .manageMembers, .audit, .own],
        "admin": [.look, .change, .ship, .connect, .lookAtMembers, .manageMembers, .audit],
        "operator": [.look, .change, .ship, .lookAtMembers],
        "analyst": [.look],
        "support": [.look, .ship],
    ]

    @Test(
        "a role is let do what it may, by page and by token, and is refused all else, which changes nothing",
        arguments: Engine.available, Role.all.map(\.name))
    func may(engine: Engine, role: String) async throws {
        let houses = try await TwoHouses(engine)
        let token = try await houses.member("asker@example.org", role)
        let may = try #require(Self.may[role])
        let routes = Rights.needed.filter { $0.key != "GET /live" }.sorted { $0.key < $1.key }
        let before = try await houses.rows(of: houses.site.desk)
        let refused = try await Self.answers(houses, token, routes.filter { !may.contains($0.value) }.map(\.key))
        #expect(refused.filter { !$0.value.isForbidden }.keys.sorted() == [], "let do what it may not")
        let after = try await houses.rows(of: houses.site.desk)
        for (table, rows) in before where table != "audit_deed" { #expect(after[table] == rows, "\(table) changed") }
        #expect(after["audit_deed"]?.count == (before["audit_deed"]?.count ?? 0) + 1, "signing in, and nothing else")
        let allowed = try await Self.answers(houses, token, routes.filter { may.contains($0.value) }.map(\.key))
        #expect(allowed.filter { $0.value.isForbidden }.keys.sorted() == [], "refused what it may")
        #expect(allowed.filter { $0.value.status.code >= 500 }.keys.sorted() == [])
        #expect(refused.count + allowed.count == routes.count)
    }

    @Test("nobody is let do anything of it", arguments: Engine.available)
    func nobody(engine: Engine) async throws {
        let houses = try await TwoHouses(engine)
        let before = try await houses.rows(of: houses.site.desk)
        let routes = Array(Rights.needed.keys) + Rights.ofAnyMember
        let answers = try await Self.answers(houses, nil, routes)
        let letIn = answers.filter { route, answer in
            let isLedAway = answer.status == .seeOther && answer.location?.hasPrefix("/sign-in") == true
            return !isLedAway && ![.unauthorized, .forbidden].contains(answer.status)
        }
        #expect(letIn.map { "\($0.key): \($0.value.status)" }.sorted() == [])
        let after = try await houses.rows(of: houses.site.desk)
        for (table, rows) in before { #expect(after[table] == rows, "\(table) changed") }
    }

    /// Asks each route once, well-formed and about what is not there.
    ///
    /// - Parameter token: The asker's own, who is signed in too; `nil` for nobody.
    private static func answers(
        _ houses: TwoHouses, _ token: String?, _ routes: [String]
    ) async throws -> [String: TestResponse] {
        try await houses.site.ask { client in
            let browser = Browser(client)
            if token != nil { try await browser.signIn("asker@example.org") }
            var answers: [String: TestResponse] = [:]
            for route in routes {
                let ask = try #require(
                    Ask.all(route, Reach.all[route] ?? Reach(), [Self.nothing]).first ?? Self.plain(route))
                if !route.contains(" /api/") {
                    answers[route] =
                        ask.method == "GET"
                        ? try await browser.get(ask.path) : try await browser.post(ask.path, ask.form ?? [:])
                    continue
                }
                answers[route] = try await client.execute(
                    uri: ask.path, method: .init(ask.method) ?? .get,
                    headers: try .named(token.map { ["Authorization": "Bearer \($0)"] } ?? [:]),
                    body: ask.body.map { ByteBuffer(string: $0) })
            }
            return answers
        }
    }

    /// An id of nothing.
    private static let nothing = "5f1a0c9e-0000-4000-8000-000000000000"

    private static func plain(_ route: String) -> Ask? {
        let parts = route.split(separator: " ")
        guard parts.count == 2 else { return nil }
        return Ask(method: String(parts[0]), path: String(parts[1]), foreign: "")
    }
}

extension TestResponse {
    fileprivate var isForbidden: Bool { self.status == .forbidden && self.text.contains("member.forbidden") }
}
