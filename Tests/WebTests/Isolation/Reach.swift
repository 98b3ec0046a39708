import Foundation

/// In which ways a route could reach another workspace's rows: what of a request names something.
struct Reach: Sendable {
    /// Names of query parameters that take an id, a name, or a text to be found.
    var queries: [String] = []
    /// Bodies of JSON with the foreign name in them.
    var bodies: [@Sendable (String) -> String] = []
    /// Fields of a page's form as they are right, so that each alone can be the foreign name.
    var form: [String: String] = [:]
    /// Why nothing of a workspace can be named here; such routes are only asked by what stands in their path.
    var apart: String?

    static func read(_ queries: String...) -> Reach { Reach(queries: queries) }
    static func send(_ bodies: (@Sendable (String) -> String)...) -> Reach { Reach(bodies: bodies) }
    /// - Parameter fields: Each is once the foreign name; the others stay as they are here.
    static func form(_ fields: [String: String]) -> Reach { Reach(form: fields) }
    static func apart(_ reason: String) -> Reach { Reach(apart: reason) }

    /// Every route of the program. A route that is missing here fails the test, and so does one that is not served any more.
    static let all: [String: Reach] = Self.api.merging(Self.pages) { $1 }.merging(Self.doors) { $1 }

    private static let api: [String: Reach] = [
        "GET /api/v0/workspaces": .read(),
        "POST /api/v0/workspaces": .send { #"{"name": "\#($0)", "currency": "EUR"}"# },
        "GET /api/v0/connections": .read(),
        "POST /api/v0/connections": .apart("it makes a connection of one's own"),
        "POST /api/v0/connections/authorize": .send { #"{"connection": "\#($0)"}"# },
        "GET /api/v0/connections/authorize/{id}": .read(),
        "POST /api/v0/connections/session": .send { #"{"connection": "\#($0)", "session": "made-up"}"# },
        "PUT /api/v0/connections/{name}/webhook-secret": .send { _ in #"{"secret": "0123456789abcdef0123"}"# },
        "GET /api/v0/connections/{name}": .read(),
        "POST /api/v0/connections/{name}/pause": .send { _ in "" },
        "POST /api/v0/connections/{name}/resume": .send { _ in "" },
        "POST /api/v0/connections/{name}/import": .send { _ in "" },
        "POST /api/v0/connections/{name}/sync": .send { _ in "" },
        "GET /api/v0/stock": .read("search", "after"),
        "GET /api/v0/stock/{sku}": .read(),
        "PUT /api/v0/stock/{sku}": .send({ #"{"onHand": 3, "location": "\#($0)"}"# }, { _ in #"{"onHand": 3}"# }),
        "POST /api/v0/stock/{sku}/adjustments": .send { #"{"by": 1, "location": "\#($0)"}"# },
        "POST /api/v0/stock/{sku}/transfers": .send { #"{"from": "\#($0)", "to": "\#($0)", "units": 1}"# },
        "PUT /api/v0/prices/{sku}": .send { _ in #"{"amount": "1.00"}"# },
        "PUT /api/v0/policy": .apart("it is the asker's own workspace that decides"),
        "PUT /api/v0/policy/{sku}": .send { _ in #"{"policy": "shared"}"# },
        "GET /api/v0/orders": .read("after"),
        "GET /api/v0/finances": .read("connection", "order", "after"),
        "GET /api/v0/diagnostics": .read("connection", "after"),
        "GET /api/v0/orders/{order}": .read(),
        "POST /api/v0/orders/{order}/shipments": .send { _ in #"{"tracking": "T1"}"# },
        "POST /api/v0/orders/{order}/cancellation": .send { _ in #"{"reason": "customer"}"# },
        "POST /api/v0/orders/{order}/refunds": .send({ _ in "{}" }, { #"{"lines": {"\#($0)": 1}}"# }),
        "GET /api/v0/plans": .read(),
        "POST /api/v0/plans": .send(
            { #"{"kind": "go-live", "connection": "\#($0)"}"# },
            { #"{"kind": "prices", "prices": {"\#($0)": "1.00"}}"# },
            { #"{"kind": "stock", "counts": {"\#($0)": 1}}"# }),
        "GET /api/v0/plans/{id}": .read("after"),
        "POST /api/v0/plans/{id}/apply": .send { _ in "{}" },
        "POST /api/v0/plans/{id}/undo": .send { _ in "" },
        "DELETE /api/v0/plans/{id}": .send { _ in "" },
        "GET /api/v0/mapping": .read("connection", "search", "after"),
        "POST /api/v0/mapping/links": .send { #"{"connection": "\#($0)", "offer": "\#($0)", "sku": "\#($0)"}"# },
        "GET /api/v0/imports": .read(),
        "POST /api/v0/imports": .apart("it brings products of one's own"),
        "GET /api/v0/imports/{id}": .read(),
        "GET /api/v0/events": .read("sku", "trace", "after"),
        "GET /api/v0/audit": .read("who", "after"),
        "GET /api/v0/export": .read(),
        "GET /api/v0/alarms": .read(),
        "POST /api/v0/alarms/{id}/reviews": .send { _ in #"{"finding": "x"}"# },
    ]

    private static let pages: [String: Reach] = [
        "GET /": .read("workspace", "q", "after"),
        "GET /sku/{sku}": .read("workspace"),
        "GET /plans/{id}": .read("workspace"),
        "GET /connections": .read("workspace"),
        "GET /diagnostics": .read("workspace", "after"),
        "GET /locations": .read("workspace"),
        "GET /locations/{location}": .read("workspace", "after"),
        "GET /orders": .read("workspace", "after"),
        "GET /orders/{order}": .read("workspace"),
        "GET /privacy": .read("workspace"),
        "GET /live": Reach(queries: ["workspace"], apart: "one's own stream never ends"),
        "GET /members": .read("workspace"),
        "POST /members/invitations": .form([
            "tenant": "", "workspace": "", "address": "new@example.org", "role": "analyst",
        ]),
        "POST /members/invitations/{id}/withdraw": .form(["tenant": ""]),
        "POST /members/{id}/role": .form(["tenant": "", "role": "analyst"]),
        "POST /members/{id}/remove": .form(["tenant": ""]),
        "POST /members/leave": .apart("one leaves one's own workspace"),
        "GET /audit": .read("workspace", "who", "after"),
        "POST /audit/alarms/{id}": .form(["workspace": "", "finding": "x"]),
        "POST /audit/access": .form(["member": "", "token": "", "answer": "take"]),
        "GET /terms": .read(),
        "GET /terms/accept": .read("workspace"),
        "POST /terms/accept": .apart("one's own yes"),
        "GET /account": .read("workspace"),
        "POST /account/sessions": .form(["session": ""]),
        "POST /account/tokens": .apart("one's own token, in the workspace one looks at"),
        "POST /account/tokens/revoke": .form(["token": ""]),
        "GET /suspended": .read("workspace"),
        "POST /suspended": .form(["objection": "x", "workspace": ""]),
        "GET /export": .read("workspace"),
        "POST /workspace": .form(["tenant": ""]),
        "POST /account/profile": .apart("one's own name"),
        "POST /account/verify": .apart("one's own address"),
        "POST /account/password": .apart("one's own password"),
        "GET /account/second-factor": .read("workspace"),
        "POST /account/second-factor": .apart("one's own phone"),
        "POST /account/second-factor/off": .apart("one's own phone"),
        "POST /account/recovery-codes": .apart("one's own codes"),
    ]

    private static let doors: [String: Reach] = [
        "GET /healthz": .read(),
        "GET /readyz": .read(),
        "GET /metrics": .read("workspace"),
        "GET /assets/{name}": .read(),
        "POST /hooks/{route}": .send { _ in "{}" },
        "POST /hooks/app/{channel}": .send { _ in "{}" },
        "GET /hooks/app/{channel}": .read("challenge_code"),
        "GET /oauth/callback/{channel}": .read("state"),
        "GET /embed/{channel}": .read("id_token"),
        "GET /sign-in": .read("next"),
        "POST /sign-in": .apart("nobody is known yet"),
        "GET /sign-in/code": .read(),
        "POST /sign-in/code": .apart("nobody is known yet"),
        "POST /sign-out": .apart("one's own session"),
        "GET /enter": .read("token"),
        "GET /setup": .read("token"),
        "POST /setup": .apart("there is a member already"),
        "GET /join": .read("token"),
        "POST /join": .form(["token": "", "name": "Ada", "password": "quarry lantern mosaic 42 violin"]),
        "GET /forgotten": .read(),
        "POST /forgotten": .apart("it says the same of everybody"),
        "GET /reset": .read("token"),
        "POST /reset": .form(["token": "", "password": "quarry lantern mosaic 42 violin"]),
        "GET /verify": .read("token"),
        "POST /verify": .form(["token": ""]),
    ]
}

/// One request with something foreign in it.
struct Ask: Sendable {
    var method: String
    var path: String
    /// JSON, for the API.
    var body: String?
    /// Fields, for pages.
    var form: [String: String]?
    /// What of the other workspace stands in it; with `header:` before it where it names the workspace that is meant.
    var foreign: String

    /// Everything that can be asked of a route with each of these ids and names: in its path, its parameters, its body, its form, and as
    /// the workspace that is meant.
    static func all(_ route: String, _ reach: Reach, _ foreign: [String]) -> [Ask] {
        let parts = route.split(separator: " ")
        let (method, path) = (String(parts[0]), String(parts[1]))
        let hasPlace = path.contains("{")
        var asks: [Ask] = []
        for name in hasPlace ? foreign : reach.apart == nil ? [""] : [] {
            let filled = path.replacing(/\{[a-z]+\}/, with: Self.escaped(name))
            let bodies = reach.bodies.isEmpty ? [nil] : reach.bodies.map { Optional($0(name)) }
            asks += bodies.map { Ask(method: method, path: filled, body: $0, form: reach.form, foreign: name) }
            // Foreign in its path and in one of its fields.
            asks += Self.forms(reach, name).map {
                Ask(method: method, path: filled, form: $0, foreign: name)
            }
        }
        guard !hasPlace else { return asks }
        for name in foreign {
            asks += reach.queries.map {
                Ask(method: method, path: "\(path)?\($0)=\(Self.escaped(name))", form: reach.form, foreign: name)
            }
            asks += reach.bodies.map { Ask(method: method, path: path, body: $0(name), foreign: name) }
            asks += Self.forms(reach, name).map { Ask(method: method, path: path, form: $0, foreign: name) }
            if path.hasPrefix("/api/"), method == "GET" {
                asks.append(Ask(method: method, path: path, foreign: "header:" + name))
            }
        }
        return asks
    }

    /// The right form with one field of it foreign, for each field.
    private static func forms(_ reach: Reach, _ name: String) -> [[String: String]] {
        reach.form.keys.sorted().map { field in
            var form = reach.form
            form[field] = name
            return form
        }
    }

    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-"))) ?? ""
    }
}
