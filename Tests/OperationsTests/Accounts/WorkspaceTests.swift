import Commerce
import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("Workspaces")
struct WorkspaceTests {
    @Test("a new workspace has a key of its own, a policy and a first location", arguments: Engine.available)
    func create(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let made = try await CreateWorkspace(name: " Studio ", currency: .gbp).run(hall.hub)
        #expect(made.name == "Studio")
        #expect(made.currency == "GBP")
        #expect(made.policy == "adaptive")
        let desk = Desk(hall.hub, tenant: try await FindWorkspace(nil).run(hall.hub))
        #expect(try await ListLocations().run(desk).map(\.name) == ["Main"])
        #expect(try await ShowWorkspace().run(desk) == made)
        _ = try await TenantKeys(hall.hub).key(of: desk.tenant)
    }

    @Test("a key does not open under another installation's master key", arguments: Engine.available)
    func otherMaster(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        var stranger = hall.hub
        stranger.masters = MasterKeys(MasterKey.generate())
        await #expect(throws: KeyTrouble.self) { try await TenantKeys(stranger).key(of: desk.tenant) }
    }

    @Test("two workspaces cannot share a name", arguments: Engine.available)
    func duplicate(engine: Engine) async throws {
        let hall = try await Hall(engine)
        _ = try await hall.workspace("Studio")
        await #expect(throws: OperationError.workspaceExists("Studio")) { try await hall.workspace("Studio") }
        #expect(try await ListWorkspaces().run(hall.hub).map(\.name) == ["Studio"])
    }

    @Test("a workspace whose making was cut short is finished by making it again", arguments: Engine.available)
    func cutShort(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let id = hall.hub.id()
        let key = try TenantKey.generate().wrapped(for: id, under: hall.hub.masters.keys.current)
        let half = TenantRecord(id: id, name: "Half", wrappedKey: key, createdAt: hall.hub.now())
        try await hall.hub.store.system { try TenantRecords.insert($0, half) }
        #expect(try await CreateWorkspace(name: "Half", currency: .eur).run(hall.hub).id == id.text)
    }

    @Test(
        "a name that is empty, long or hides something is refused",
        arguments: ["", "  ", String(repeating: "x", count: 101), "a\u{202E}b"])
    func badName(name: String) async throws {
        let hall = try await Hall(.sqlite)
        await #expect(throws: OperationError.self) {
            try await CreateWorkspace(name: name, currency: .eur).run(hall.hub)
        }
    }

    @Test("without a name the only workspace is meant, and of several none", arguments: Engine.available)
    func find(engine: Engine) async throws {
        let hall = try await Hall(engine)
        await #expect(throws: OperationError.noWorkspace) { try await FindWorkspace(nil).run(hall.hub) }
        let one = try await hall.workspace("One")
        #expect(try await FindWorkspace(nil).run(hall.hub) == one.tenant)
        #expect(try await FindWorkspace(one.tenant.text).run(hall.hub) == one.tenant)
        hall.clock.advance(by: 1)
        _ = try await hall.workspace("Two")
        await #expect(throws: OperationError.ambiguousWorkspace(["One", "Two"])) {
            try await FindWorkspace(nil).run(hall.hub)
        }
        await #expect(throws: OperationError.unknownWorkspace("Three")) {
            try await FindWorkspace("Three").run(hall.hub)
        }
    }

    @Test("a token opens what it was made for until it is taken back", arguments: Engine.available)
    func tokens(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let first = try #require(try await EnsureToken().run(hall.hub))
        #expect(try await EnsureToken().run(hall.hub) == nil)
        #expect(try #require(await FindToken(first.token.reveal()).run(hall.hub)).tenant == nil)
        let mine = try await CreateToken(name: "till", tenant: desk.tenant).run(hall.hub)
        #expect(try #require(await FindToken(mine.token.reveal()).run(hall.hub)).tenant == desk.tenant)
        #expect("\(mine)".contains(mine.token.reveal()) == false)
        #expect(try await RevokeToken(name: "till").run(hall.hub) == 1)
        #expect(try await FindToken(mine.token.reveal()).run(hall.hub) == nil)
        #expect(try await FindToken("ent_nonsense").run(hall.hub) == nil)
    }
}

@Suite("Choosing a policy")
struct PolicyTests {
    @Test("a new policy decides everything anew, and an exception stays", arguments: Engine.available)
    func policy(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace(policy: .shared)
        try await hall.catalogue(desk, ["A,Ring,10.00,8,", "B,Bowl,20.00,8,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A"), .of("2", sku: "B")])
        #expect(try await desk.offer(shop, "1").wantedQuantity == 8)
        _ = try await SetPolicy(.sku("B", policy: .shared)).run(desk)
        #expect(try await SetPolicy(.workspace(policy: .buffered, buffer: 3)).run(desk).variants == 2)
        #expect(try await desk.offer(shop, "1").wantedQuantity == 5)
        #expect(try await desk.offer(shop, "2").wantedQuantity == 8)
        _ = try await SetPolicy(.sku("B", policy: nil)).run(desk)
        #expect(try await desk.offer(shop, "2").wantedQuantity == 5)
        #expect(try await ShowWorkspace().run(desk).buffer == 3)
    }

    @Test("a buffer below zero and a tolerance above one are refused", arguments: Engine.available)
    func bounds(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        await #expect(throws: OperationError.self) { try await SetPolicy(.workspace(buffer: -1)).run(desk) }
        await #expect(throws: OperationError.self) { try await SetPolicy(.workspace(tolerance: 2)).run(desk) }
        await #expect(throws: OperationError.unknownSKU("X")) {
            try await SetPolicy(.sku("X", policy: .shared)).run(desk)
        }
    }

    @Test("a channel without compare-and-set cannot be the authority", arguments: Engine.available)
    func authority(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.connect(desk, "Loose")
        try await hall.connect(desk, "Exact", channel: "strict")
        await #expect(throws: OperationError.authorityImpossible(channel: "Pretend Market")) {
            try await SetAuthority(connection: "Loose").run(desk)
        }
        #expect(try await SetAuthority(connection: "Exact").run(desk).authority == "Exact")
        #expect(try await SetAuthority(connection: nil).run(desk).authority == nil)
    }
}
