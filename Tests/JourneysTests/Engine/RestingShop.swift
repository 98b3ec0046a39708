import ConnectorKit
import Foundation
import Synchronization
import Workbench

/// Takes a scripted shop's listings off sale and puts them back, as a test says.
final class RestingShop: ListingResting {
    /// Where a call stops, as if its worker had been killed or its answer lost.
    enum Trouble: Sendable, CaseIterable {
        case restNotSent, restUnheard, resumeNotSent, resumeUnheard
    }

    struct State: Sendable {
        /// `rest`, and each `resume` with what it was to write.
        var calls: [String] = []
        var written: [OfferChange] = []
        /// Stops the next call of its kind, once.
        var trouble: Trouble?
        var isStopped = false
        /// The next answer to `resume`, where it is not the usual one.
        var resume: ResumeOutcome?
    }

    let shop: ScriptedShop
    let state = Mutex(State())
    /// Opens when a call stops; the call ends when `goesOn` opens.
    let stopped = Gate()
    let goesOn = Gate()

    init(_ shop: ScriptedShop) { self.shop = shop }

    var calls: [String] { self.state.withLock { $0.calls } }
    var isStopped: Bool { self.state.withLock { $0.isStopped } }
    var written: [OfferChange] { self.state.withLock { $0.written } }

    func rest(_ listing: String) async throws(ConnectorError) -> Answer<RestOutcome> {
        self.state.withLock { $0.calls.append("rest") }
        try await self.stop(.restNotSent)
        guard self.shop.script.withLock({ $0.offSale.insert(listing).inserted }) else { return Self.answer(.notOnSale) }
        try await self.stop(.restUnheard)
        return Self.answer(.offSale(at: nil))
    }

    func resume(
        _ listing: String, writing changes: [OfferChange], since stamp: Date?
    ) async throws(ConnectorError) -> Answer<ResumeOutcome> {
        self.state.withLock { $0.calls.append("resume \(changes.count)") }
        try await self.stop(.resumeNotSent)
        if let told = self.state.withLock({ state in
            defer { state.resume = nil }
            return state.resume
        }) {
            return Self.answer(told)
        }
        guard self.shop.script.withLock({ $0.offSale.contains(listing) }) else { return Self.answer(.wasOnSale) }
        self.state.withLock { $0.written += changes }
        let results = self.shop.script.withLock { script in
            let results = script.apply(changes)
            let isEmpty = script.listings.allSatisfy { $0.ref.listing != listing || $0.quantity == 0 }
            if !isEmpty { script.offSale.remove(listing) }
            return isEmpty ? ResumeOutcome.empty(results) : .onSale(results)
        }
        try await self.stop(.resumeUnheard)
        return Self.answer(results)
    }

    private func stop(_ here: Trouble) async throws(ConnectorError) {
        let isHere = self.state.withLock { state in
            guard state.trouble == here else { return false }
            state.trouble = nil
            state.isStopped = true
            return true
        }
        guard isHere else { return }
        self.stopped.open()
        await self.goesOn.passed()
        throw .unknownOutcome("no answer")
    }

    private static func answer<Value: Sendable>(_ value: Value) -> Answer<Value> {
        Answer(value, channelTime: nil, latency: .milliseconds(5))
    }
}
