import Foundation
import Testing
import Wire
import Workbench

@Suite("The audit log of a running program")
struct SealingJourney {
    @Test(
        "what was done is sealed and anchored outside of the database, at every deed anew and without anybody's doing",
        .enabled(if: Program.mayRun, "the program is not built: bin/build, or set ENTREPOT_PROGRAM"))
    func sealed() async throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "sealing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: home) }
        let spare = try EchoingServer(.shop)
        spare.close()
        let program = ServedProgram(home: home, port: spare.port, environment: ["ENTREPOT_LOG_LEVEL": "warning"])
        try await program.start()
        do { try await Self.look(program, home) } catch {
            await program.end()
            throw error
        }
        await program.end()
    }

    private static func look(_ program: ServedProgram, _ home: URL) async throws {
        try await ServedProgram.waits("the first token") { try program.said().contains("bearer token") }
        let token = try program.firstToken()
        let made = try await program.ask(
            "POST", "/api/v0/workspaces", token: token, body: #"{"name": "Atelier", "currency": "EUR"}"#)
        #expect(made.status == 201)
        let anchors = home.appending(path: "audit-anchors.jsonl")
        func count() -> Int {
            ((try? String(contentsOf: anchors, encoding: .utf8)) ?? "").split(separator: "\n").count
        }
        try await ServedProgram.waits("the first anchor") { count() > 0 }
        for name in ["one", "two"] {
            let before = count()
            let done = try await program.ask(
                "POST", "/api/v0/imports", token: token, body: "sku,title,price,quantity\n\(name),Mug,12.50,5\n")
            #expect(done.status == 201 || done.status == 200)
            try await ServedProgram.waits("another anchor") { count() > before }
        }
    }
}
