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
import Workbench

@testable import Web

/// A workspace with one connected shop and one counted SKU, and its web front end on a real loopback port.
struct OpenSite: Sendable {
    let hub: Installation
    let desk: Desk
    let token: String
    let connection: ConnectionRecord
    let route: UUID
    let webhookSecret: String
    let settings: SiteSettings

    init(_ engine: Engine, settings: SiteSettings = SiteSettings(port: 0)) async throws {
        let store = try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables)
        self.hub = Installation(
            store: store, channels: [ShopStub.channel, ShopStub.consented], master: .generate(),
            transport: NoTransport(), apps: ["consent": ShopStub.app],
            publicAddress: URL(string: "https://hub.example"),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
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
        self.settings = settings
    }

    /// Serves, asks, and stops.
    func ask<Value: Sendable>(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        try await Site(self.hub, settings: self.settings).application().test(.live) { try await body($0) }
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
