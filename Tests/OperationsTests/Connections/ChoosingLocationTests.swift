import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("A shop with several locations")
struct ChoosingLocationTests {
    private static func open(_ engine: Engine, at locations: [String] = ["Shop", "Attic"]) async throws -> (Hall, Desk)
    {
        let hall = try await Hall(engine)
        hall.shop.lies(at: locations)
        let desk = try await hall.workspace()
        let mug = RemoteOffer(
            ref: OfferRef(listing: "1"), title: "Mug", sku: "MUG", price: nil, quantity: 4, countsStock: true,
            status: .active)
        try await hall.shop(desk, "Mia", [mug])
        return (hall, desk)
    }

    private static func record(_ desk: Desk) async throws -> ConnectionRecord {
        try #require(try await desk.read { try ConnectionRecords.find($0, name: "Mia") })
    }

    @Test("does not go live before somebody chose one, and says so", arguments: Engine.available)
    func waits(engine: Engine) async throws {
        let (_, desk) = try await Self.open(engine)
        let health = try await ShowConnection("Mia").run(desk)
        #expect(health.wayOut == "Choose it: entrepot connection location Mia")
        await #expect(throws: OperationError.self) { try await PlanGoLive(connection: "Mia").run(desk) }
        let choice = try await ListShopLocations("Mia").run(desk)
        #expect(choice.map(\.name) == ["Shop", "Attic"] && !choice.contains { $0.isChosen })
        let check = try await CheckConnection("Mia").run(desk)
        #expect(check.findings.first { $0.what == "location" }?.level == .notice)
    }

    @Test("once one is chosen it is read anew there, and can go live", arguments: Engine.available)
    func chosen(engine: Engine) async throws {
        let (_, desk) = try await Self.open(engine)
        _ = try await ChooseLocation(connection: "Mia", location: "Attic").run(desk)
        let record = try await Self.record(desk)
        #expect(record.settings.location == "Attic" && record.settings.awaitsLocation == nil)
        #expect(record.importedAt == nil)
        #expect(try await ListShopLocations("Mia").run(desk).filter(\.isChosen).map(\.name) == ["Attic"])
        let check = try await CheckConnection("Mia").run(desk)
        #expect(check.findings.first { $0.what == "location" }?.level == .fine)
        try await desk.write { try ConnectionRecords.setImported($0, record.id, at: desk.now) }
        _ = try await PlanGoLive(connection: "Mia").run(desk)
    }

    @Test("one that is live keeps its location, and one that the shop does not have is not chosen")
    func refused() async throws {
        let (_, desk) = try await Self.open(.sqlite)
        await #expect(throws: OperationError.unknownLocation("Cellar")) {
            try await ChooseLocation(connection: "Mia", location: "Cellar").run(desk)
        }
        let id = try await Self.record(desk).id
        try await desk.write { try ConnectionRecords.setState($0, id, .live, reason: nil) }
        let error = await #expect(throws: OperationError.self) {
            try await ChooseLocation(connection: "Mia", location: "Attic").run(desk)
        }
        #expect(error?.code == "input.invalid")
        #expect(try await Self.record(desk).settings.location == nil)
    }

    @Test("where there is one place there is nothing to choose")
    func single() async throws {
        let (_, desk) = try await Self.open(.sqlite, at: ["Shop"])
        #expect(try await Self.record(desk).settings.awaitsLocation == nil)
        _ = try await PlanGoLive(connection: "Mia").run(desk)
    }
}
