import Foundation
import Twins
import Wire

/// The network as one process of the hub reaches it: the twins of the same program, a little later.
struct TwinWire: Transport {
    unowned let world: World
    unowned let process: HubProcess

    /// On this machine: a token of the bigger channels goes to their own hosts and to a twin here, and nowhere else.
    static let address = "https://127.0.0.1:9"

    var uptime: Duration { .microseconds(Int64(self.world.now.timeIntervalSince1970 * 1_000_000)) }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        guard await self.process.pass(.beforeCall) else { throw .unreachable("the process has ended") }
        try self.checkPunctual(call)
        let request = Self.request(call)
        let began = self.world.now
        let deadline = began.addingTimeInterval(call.timeout.inSeconds)
        let watch = await CallWatch(self.world, self.process, call, request)
        guard await self.passWrite(watch, .beforeWrite) else { throw .unreachable("the process has ended") }
        await self.world.loop.sleep(self.world.real(0.01...0.12))
        let reply = await self.world.market.answer(request)
        await watch.landed(reply)
        let whole = self.world.now.addingTimeInterval(reply.delay + self.world.real(0.005...0.06))
        await self.world.loop.sleep(until: min(whole, deadline))
        watch.ended()
        guard await self.passWrite(watch, .afterWrite), await self.process.pass(.afterCall) else {
            throw .unreachable("the process has ended")
        }
        if whole > deadline || reply.ending != .whole { throw .interrupted }
        guard reply.body.count + reply.padding <= call.answerLimit else { throw .tooLarge }
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: reply.padding)
        return HTTPReply(status: reply.status, headers: reply.headers, body: reply.body + padding)
    }

    /// - Returns: `false` when the process has ended; where the call writes nothing there is no such boundary.
    private func passWrite(_ watch: CallWatch, _ boundary: Scene.Crash.Boundary) async -> Bool {
        guard !watch.changes.isEmpty else { return true }
        if await self.process.pass(boundary) { return true }
        watch.ended()
        self.world.suspect(watch.shop, for: 15, always: true)
        return false
    }

    static func request(_ call: HTTPCall) -> TwinRequest {
        var headers = ["host": call.url.host() ?? ""]
        for header in call.headers { headers[header.name.lowercased()] = header.value }
        return TwinRequest(
            method: call.method, target: self.target(call.url), headers: headers, body: call.body ?? [])
    }

    private static func target(_ url: URL) -> String {
        let parts = URLComponents(url: url, resolvingAgainstBaseURL: false)
        let query = parts?.percentEncodedQuery.map { "?" + $0 } ?? ""
        return (parts?.percentEncodedPath ?? "/") + query
    }
}
