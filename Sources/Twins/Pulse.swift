import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The clockwork of a market: each 25 ms shops tick, buyers buy and webhooks leave.
struct Pulse: Sendable {
    let market: TwinMarket
    let client: HTTPClient
    let stateFile: URL?

    /// Runs until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            if let stateFile = self.stateFile {
                group.addTask { await self.keep(in: TwinStateFile(url: stateFile)) }
            }
            while !Task.isCancelled {
                await self.market.tick()
                for shop in await self.market.allShops {
                    let calls = await shop.takeDeliveries()
                    guard !calls.isEmpty else { continue }
                    group.addTask { await self.send(calls, of: shop) }
                }
                try? await Task.sleep(for: .milliseconds(25))
            }
        }
    }

    /// One after the other, as WooCommerce's queue does.
    private func send(_ calls: [OutgoingHook], of shop: any TwinShop) async {
        for call in calls {
            await shop.delivered(call, status: await self.status(of: call))
        }
    }

    private func status(of call: OutgoingHook) async -> Int? {
        var request = HTTPClientRequest(url: call.url)
        request.method = .POST
        for header in call.headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(call.body)
        let reply = try? await self.client.execute(request, timeout: .seconds(10))
        return reply.map { Int($0.status.code) }
    }

    private func keep(in file: TwinStateFile) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            try? await file.save(self.market, always: false)
        }
    }
}
