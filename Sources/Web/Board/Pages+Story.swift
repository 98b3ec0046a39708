import Foundation
import Operations
import Pages

extension StoryView {
    init(_ story: StockStory, workspace: String) {
        self.init(
            workspace: workspace, now: story.at, sku: story.sku, title: story.title, number: story.available,
            sentence: story.sentence, policy: story.policy, policySentence: story.policySentence,
            steps: Self.steps(story), shops: story.offers.map { ShopStory($0) },
            holds: story.holds.map { HoldView($0) },
            ledger: story.ledger.map { MovementView($0) })
    }

    private static func steps(_ story: StockStory) -> [StoryStep] {
        guard story.parts.isEmpty else {
            return story.parts.map { StoryStep(.detail, "\($0.sku), \($0.units) in each", $0.available) }
                + [StoryStep(.total, "Available", story.available, note: "as many as the scarcest part makes")]
        }
        var steps = [StoryStep(.count, "On hand", story.onHand)]
        if story.levels.count > 1 { steps += story.levels.map { StoryStep(.detail, $0.location, $0.onHand) } }
        steps.append(StoryStep(.less, "Reserved for open orders", -story.reserved))
        if story.short > 0 { steps.append(StoryStep(.detail, "Owed and not there", story.short)) }
        if story.buffer > 0 { steps.append(StoryStep(.less, "Buffer", -story.buffer, note: "hidden from the shops")) }
        steps.append(StoryStep(.total, "Available", story.available))
        return steps
    }
}

extension ShopStory {
    init(_ offer: OfferStory) {
        let (cell, last) = (offer.cell, offer.submitted.first)
        self.init(
            connection: cell.connection, name: cell.connectionName, state: OfferState(cell.state), escrow: offer.escrow,
            wanted: Reading(quantity: cell.wanted, price: cell.wantedPrice?.text, time: cell.wantedAt),
            submitted: last.map { Reading(quantity: $0.quantity, price: $0.price?.text, time: $0.sentAt) },
            predicted: Reading(quantity: cell.shown, price: cell.shownPrice?.text),
            observed: Reading(quantity: cell.observed, price: cell.observedPrice?.text, time: cell.observedAt),
            reason: [offer.sentence, offer.wantedSentence, offer.escrowSentence].filter { !$0.isEmpty }
                .joined(separator: " "))
    }
}

extension HoldView {
    init(_ hold: HoldLine) {
        self.init(
            order: hold.number, connection: hold.connection, held: hold.units, short: hold.short, state: hold.state,
            placed: hold.placedAt)
    }
}

extension MovementView {
    init(_ line: LedgerLine) {
        let cause = [line.cause, line.reference, line.note].compactMap(\.self).joined(separator: ", ")
        self.init(time: line.at, change: line.change, balance: line.balance, cause: cause, location: line.location)
    }
}
