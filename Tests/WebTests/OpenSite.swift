import Commerce
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Operations
import Records
import Store
import Testing
import Vault
import Wire
import Workbench

@testable import Web

/// A workspace with one connected shop and one counted SKU, and its web front end on a real loopback port.
struct OpenSite: Sendable {
    var hub: Installation
    let desk: Desk
    let token: String
    let connection: ConnectionRecord
    let route: UUID
    let webhookSecret: String
    let settings: SiteSettings

    /// - Parameter mailer: Whoever takes the mail; `nil` where none is sent.
    init(
        _ engine: Engine, settings: SiteSettings = SiteSettings(port: 0), mailer: Mailer? = nil,
        publicAddress: URL? = nil
    ) async throws {
        let store = try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables)
        var hub = Installation(
            store: store, channels: [ShopStub.channel, ShopStub.consented], master: .generate(),
            transport: NoTransport(), apps: ["consent": ShopStub.app],
            publicAddress: URL(string: "https://hub.example"),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        hub.people = PeopleRules(
            cost: try #require(PasswordCost(logN: 2, r: 8, p: 1)), needsSecondFactor: false,
            address: try #require(URL(string: "http://localhost")), mailer: mailer)
        if let publicAddress { hub.publicAddress = publicAddress }
        self.hub = hub
        let workspace = try await CreateWorkspace(name: "Atelier", currency: .eur).run(self.hub)
        self.desk = Desk(self.hub, tenant: try #require(UUID(uuidString: workspace.id)))
        self.token = try await CreateToken(name: "test").run(self.hub).token.reveal()
        let shop = try await ConnectShop(
            channel: "woocommerce", name: "Kiel", address: "https://kiel.example",
            credentials: ["key": Secret("ck_1"), "secret": Secret("cs_1")]
        ).run(self.desk)
        let csv = "sku,title,price,quantity\nRING-7,Silver ring,12.50,5\nMUG/BLUE,Blue mug,9.00,2\n"
        _ = try await ImportCatalogue(bytes: Array(csv.utf8), source: "test.csv").run(self.desk)
        let record = try await self.desk.read { try ConnectionRecords.find($0, name: "Kiel") }
        self.connection = try #require(record)
        self.webhookSecret = try await Connections.webhookSecret(self.desk, self.connection).reveal()
        let address = try #require(shop.webhookAddress)
        self.route = try #require(UUID(uuidString: String(address.suffix(36))))
        // A test machine may be slower than any client: only tests of patience have little of it.
        var patient = settings
        if settings.patience == ClientPatience() {
            patient.patience = ClientPatience(head: .minutes(5), idle: .minutes(5), body: .minutes(5))
        }
        self.settings = patient
    }

    /// Serves, asks, and stops.
    func ask<Value: Sendable>(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        try await Site(self.hub, settings: self.settings).application().test(.live) { client in
            try await PatientClient.asking(port: try #require(client.port)) { try await body($0) }
        }
    }

    static let password = "quarry lantern mosaic 42 violin"

    /// Makes a member with a password.
    func member(_ address: String, _ role: String = "owner", in tenant: UUID? = nil) async throws {
        let link = try await CreateMember(
            address: address, name: "Ada Holm", role: role, tenant: tenant ?? self.desk.tenant
        ).run(self.hub)
        guard let token = link?.reveal().split(separator: "token=").last else { return }
        try await ResetPassword(token: String(token), password: Self.password).run(self.hub)
    }

    /// Serves, and does something in a browser.
    func browse<Value: Sendable>(
        headers: [String: String] = [:], _ body: @escaping @Sendable (Browser) async throws -> Value
    ) async throws -> Value {
        try await self.ask { try await body(Browser($0, headers: headers)) }
    }

    /// One page, as a member with that role sees it.
    func page(_ path: String, as role: String = "owner", headers: [String: String] = [:]) async throws -> TestResponse {
        try await self.member("\(role)@example.org", role)
        return try await self.browse { browser in
            try await browser.signIn("\(role)@example.org")
            return try await browser.get(path, headers: headers)
        }
    }

    /// One call with the token.
    func api(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var headers = headers
        headers[.authorization] = "Bearer \(self.token)"
        let sent = headers
        return try await self.ask {
            try await $0.execute(
                uri: "/api/v0/" + path, method: method, headers: sent, body: body.map { ByteBuffer(string: $0) })
        }
    }
}

extension TestResponse {
    var text: String { String(buffer: self.body) }

    /// The body as one JSON object.
    var object: [String: Any] {
        get throws {
            try #require(try JSONSerialization.jsonObject(with: Data(self.body.readableBytesView)) as? [String: Any])
        }
    }
}

extension HTTPFields {
    static func named(_ pairs: [String: String]) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in pairs { fields[try #require(HTTPField.Name(name))] = value }
        return fields
    }
}

extension Browser {
    @discardableResult
    func signIn(_ address: String, _ password: String = OpenSite.password) async throws -> TestResponse {
        try await self.get("/sign-in")
        return try await self.post("/sign-in", ["address": address, "password": password])
    }
}
