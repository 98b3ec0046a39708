import Foundation
import Wire

/// The merchant at their browser: opens a consent page and goes where it sends them, as a person does.
struct DemoMerchant {
    let transport: any Transport

    /// - Throws: `DemoError` where the way does not end at a page that says so.
    func consents(on page: String) async throws {
        var next = URL(string: page)
        for _ in 0..<5 {
            guard let address = next else { break }
            let reply = try await self.transport.send(HTTPCall("GET", address))
            if (200..<300).contains(reply.status), address.path().contains("/oauth/callback/") { return }
            guard (300..<400).contains(reply.status), let location = reply[header: "location"] else {
                throw DemoError("the consent ended at \(address.path()) with HTTP \(reply.status)")
            }
            next = URL(string: location, relativeTo: address)
        }
        throw DemoError("the consent page leads nowhere")
    }

    /// Until the hub answers.
    func waits(for hub: String) async throws {
        guard let address = URL(string: hub + "healthz") else { return }
        for _ in 0..<200 {
            let reply = try? await self.transport.send(HTTPCall("GET", address, timeout: .seconds(2)))
            if reply?.status == 200 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw DemoError("the hub does not answer at \(hub)")
    }
}
