import Commerce
import Foundation

extension TradingWorld {
    /// One thing happens, somewhere.
    mutating func step() {
        self.now += self.dice.seconds(self.dice.chance(20) ? 3 : 0.6)
        self.comeDue()
        switch self.dice.roll(20) {
        case 0..<6: self.buy()
        case 6..<8: self.resolveASale()
        case 8..<12: self.beginPoll()
        case 12..<17: self.write()
        case 17..<19: self.beginRead()
        default:
            switch self.dice.roll(4) {
            case 0: self.putBackBehindOurBack()
            case 1: self.lowerBehindOurBack()
            default: self.deliver()
            }
        }
    }

    /// Writes land and answer, polls and reads end, each at its time and in that order.
    private mutating func comeDue() {
        while let (time, act) = self.nextDue(), time <= self.now { act(&self, time) }
    }

    private func nextDue() -> (Double, (inout TradingWorld, Double) -> Void)? {
        var best: (Double, (inout TradingWorld, Double) -> Void)?
        func offer(_ time: Double?, _ act: @escaping (inout TradingWorld, Double) -> Void) {
            if let time, time < best?.0 ?? .infinity { best = (time, act) }
        }
        for (index, landing) in self.landings.enumerated() {
            offer(landing.readsAt) { world, _ in world.readForMerge(index) }
            if landing.readsAt == nil { offer(landing.landsAt) { $0.land(index, at: $1) } }
            if landing.landsAt == nil || landing.answersAt ?? .infinity < landing.landsAt! {
                offer(landing.answersAt) { $0.answer(index, at: $1) }
            }
        }
        for (index, poll) in self.polls.enumerated() { offer(poll.endsAt) { world, _ in world.endPoll(index) } }
        for (index, read) in self.reads.enumerated() { offer(read.endsAt) { world, _ in world.endRead(index) } }
        return best
    }

    private mutating func readForMerge(_ index: Int) {
        self.landings[index].readsAt = nil
        if self.landings[index].deed == .resume,
            self.landings[index].offers.contains(where: { !self.shops[$0].isOff })
        {
            self.landings[index].wasOnSale = true
            self.landings[index].landsAt = nil
            return
        }
        for place in self.landings[index].items.indices where self.landings[index].items[place].isEcho {
            let item = self.landings[index].items[place]
            self.landings[index].items[place].value = min(item.value, self.shops[item.offer].number)
        }
    }

    private mutating func land(_ index: Int, at time: Double) {
        for item in self.landings[index].items { self.shops[item.offer].set(item.value, at: time) }
        if self.landings[index].deed != .write {
            for offer in self.landings[index].offers {
                self.shops[offer].turn(off: self.landings[index].deed == .rest, at: time)
            }
        }
        self.landings[index].landsAt = nil
    }

    private mutating func buy() {
        let offer = self.dice.roll(self.offers.count)
        let units = self.dice.chance(80) ? 1 : 2
        guard self.shops[offer].sellable >= units else { return }
        let isPaid = self.dice.chance(75)
        if isPaid {
            self.shops[offer].set(self.shops[offer].number - units, at: self.now)
        } else {
            self.shops[offer].held += units
        }
        let visible = self.now + self.dice.seconds(Self.lag)
        self.sales.append(
            Sale(offer: offer, units: units, isPaid: isPaid, news: [(visible, isPaid, false)], known: nil))
    }

    private mutating func resolveASale() {
        let candidates = self.sales.indices.filter { !self.sales[$0].isCancelled }
        guard !candidates.isEmpty else { return }
        let index = candidates[self.dice.roll(candidates.count)]
        let sale = self.sales[index]
        if !sale.isPaid && self.dice.chance(50) {
            self.shops[sale.offer].held -= sale.units
            self.shops[sale.offer].set(self.shops[sale.offer].number - sale.units, at: self.now)
            self.sales[index].isPaid = true
        } else {
            if sale.isPaid {
                self.shops[sale.offer].set(self.shops[sale.offer].number + sale.units, at: self.now)
            } else {
                self.shops[sale.offer].held -= sale.units
            }
            self.sales[index].isCancelled = true
        }
        let readable = max(self.now + self.dice.seconds(Self.lag), self.sales[index].news.last!.time)
        self.sales[index].news.append((readable, self.sales[index].isPaid, self.sales[index].isCancelled))
    }

    /// One poll at a time, as one lease per connection makes it.
    private mutating func beginPoll() {
        guard self.polls.isEmpty else { return }
        let news = self.sales.enumerated().compactMap { index, sale in
            sale.news.last { $0.time <= self.now }.map { (sale: index, isPaid: $0.isPaid, isCancelled: $0.isCancelled) }
        }
        self.polls.append(Poll(begun: self.now, endsAt: self.now + self.dice.seconds(1), news: news))
    }

    private mutating func endPoll(_ index: Int) {
        let poll = self.polls.remove(at: index)
        for item in poll.news { self.importSale(item.sale, isPaid: item.isPaid, isCancelled: item.isCancelled) }
        let horizon = Self.date(poll.begun - Self.lag)
        for index in self.pool.shares.indices { self.pool.shares[index].escrow.settle(until: horizon) }
    }

    private mutating func importSale(_ index: Int, isPaid: Bool, isCancelled: Bool) {
        let sale = self.sales[index]
        guard !(sale.known?.isCancelled ?? false) else { return }
        let share = self.share(sale.offer)
        let draws = self.pool.shares[share].draws
        switch (sale.known, isCancelled) {
        case (nil, false):
            for (part, units) in draws { self.pool.parts[part]!.open += units * sale.units }
            self.raised(share, by: self.pool.shares[share].escrow.sold(sale.units))
            self.shown(share, isPaid ? -sale.units : 0)
            self.pool.shares[share].held += isPaid ? 0 : sale.units
        case (nil, true):
            if self.forgets != .restockNotCounted {
                self.raised(
                    share, by: self.pool.shares[share].escrow.soldAndRestocked(sale.units, at: Self.date(self.now)))
            }
        case (let known?, true):
            for (part, units) in draws {
                self.pool.parts[part]!.open -= units * sale.units
                self.cameBack(part)
            }
            if self.forgets != .restockNotCounted {
                self.pool.shares[share].escrow.restocked(sale.units, at: Self.date(self.now))
            }
            self.shown(share, known.isPaid ? sale.units : 0)
            self.pool.shares[share].held -= known.isPaid ? 0 : sale.units
        case (let known?, false):
            if isPaid && !known.isPaid {
                self.shown(share, -sale.units)
                self.pool.shares[share].held -= sale.units
            }
        }
        if sale.known == nil || isCancelled || isPaid {
            self.sales[index].known = (isPaid || sale.known?.isPaid ?? false, isCancelled)
        }
    }

    private mutating func raised(_ share: Int, by units: Int) {
        for (part, each) in self.pool.shares[share].draws { self.debts[part, default: 0] += units * each }
    }

    private mutating func shown(_ share: Int, _ change: Int) {
        if let shown = self.pool.shares[share].shown { self.show(shown + change, share) }
    }

    private mutating func write() {
        self.refreshShares()
        let wanted = self.allocation()
        let listing = self.listings[self.dice.roll(self.listings.count)]
        if listing.contains(where: { self.pool.shares[self.share($0)].escrow.isResting }) {
            return self.comeBack(listing, wanted)
        }
        let isPriced = listing.count > 1 && self.dice.chance(20)
        guard isPriced || listing.contains(where: { self.differs($0, wanted) }) else { return }
        guard let items = self.items(of: listing, wanted) else { return self.rest(listing) }
        self.intend(items)
        self.send(Landing(offers: listing, write: self.nextWrite, items: items))
    }

    private var nextWrite: UUID { Self.id(1000 + self.landings.count) }
    private var expires: Date { Self.date(self.now + Self.timeout + Self.patience) }

    private mutating func intend(_ items: [Landing.Item]) {
        for item in items {
            let isForgotten = self.forgets == .writeNotCounted || item.isEcho && self.forgets == .siblingsNotCounted
            self.pool.shares[self.share(item.offer)].escrow.intend(
                self.nextWrite, value: isForgotten ? 0 : item.value, at: Self.date(self.now), expires: self.expires)
        }
    }

    /// A whole listing that cannot be written while it sells is taken off sale.
    private mutating func rest(_ listing: [Int]) {
        let isFree = listing.allSatisfy { !self.pool.shares[self.share($0)].isBusy && !self.shops[$0].isOff }
        guard isFree, self.pool.shares[self.share(listing[0])].isRewritten, self.dice.chance(60) else { return }
        for offer in listing {
            self.pool.shares[self.share(offer)].escrow.rest(
                self.nextWrite, .price, at: Self.date(self.now), expires: self.expires)
        }
        self.send(Landing(deed: .rest, offers: listing, write: self.nextWrite, items: []))
    }

    /// Written once all its sales are known; as it is, where that is not afforded, or somebody is in a hurry.
    private mutating func comeBack(_ listing: [Int], _ wanted: [UUID: Allocation]) {
        let shares = listing.map { self.pool.shares[self.share($0)] }
        guard shares.allSatisfy({ !$0.isBusy && $0.escrow.isResting }) else { return }
        if shares.allSatisfy(\.escrow.isOffSale), let items = self.items(of: listing, wanted) {
            self.intend(items)
            self.send(Landing(deed: .resume, offers: listing, write: self.nextWrite, items: items))
        } else if self.dice.chance(30) {
            self.send(Landing(deed: .resume, offers: listing, write: self.nextWrite, items: []))
        }
    }

    /// The seller puts a listing back on sale, though not in the very moment in which we do.
    private mutating func putBackBehindOurBack() {
        let listing = self.listings[self.dice.roll(self.listings.count)]
        let isUnderWay = self.landings.contains { landing in
            landing.offers == listing && landing.deed == .resume && landing.readsAt == nil && landing.landsAt != nil
        }
        guard !isUnderWay, listing.allSatisfy({ self.shops[$0].isOff }) else { return }
        for offer in listing { self.shops[offer].turn(off: false, at: self.now) }
    }

    private mutating func refreshShares() {
        for index in self.pool.shares.indices {
            let share = self.pool.shares[index]
            self.pool.shares[index].isBusy =
                share.escrow.hasUnanswered
                || self.doubts.contains { self.offers[$0.key] == share.id && $0.value > self.now }
                || self.landings.contains { landing in
                    landing.answersAt != nil && landing.offers.contains { self.offers[$0] == share.id }
                }
        }
    }

    private func allocation() -> [UUID: Allocation] {
        guard self.forgets == .zeroToGainAUnit else { return self.pool.allocate(.guaranteed) }
        var careless = self.pool
        for index in careless.shares.indices { careless.shares[index].zeroIsReversible = true }
        return careless.allocate(.guaranteed)
    }

    private func differs(_ offer: Int, _ wanted: [UUID: Allocation]) -> Bool {
        let shown = self.pool.shares[self.share(offer)].shown
        guard let quantity = wanted[self.offers[offer]]?.quantity else { return false }
        return shown.map { max(0, $0) } != max(0, quantity)
    }

    /// What one call writes; `nil` while it must wait: a sibling is busy or unknown, or there are not enough units.
    private mutating func items(of listing: [Int], _ wanted: [UUID: Allocation]) -> [Landing.Item]? {
        var items: [Landing.Item] = []
        var needs: [UUID: Int] = [:]
        for offer in listing {
            let share = self.pool.shares[self.share(offer)]
            let isEcho = !self.differs(offer, wanted)
            guard !share.isBusy, let value = isEcho ? share.shown : wanted[share.id]?.quantity else { return nil }
            items.append(Landing.Item(offer: offer, value: max(0, value), isEcho: isEcho))
            let more = share.escrow.isOffSale ? max(0, value - share.escrow.units) : max(0, value)
            for (part, each) in share.draws { needs[part, default: 0] += each * more }
            if !isEcho && value <= 0 { self.noteEnd(of: share) }
        }
        let isAfforded = needs.allSatisfy { part, units in units == 0 || units <= self.pool.free(part) }
        return isAfforded || self.forgets == .siblingsNotAfforded ? items : nil
    }

    private mutating func noteEnd(of share: Pool.Share) {
        // There, and for all of those that zero would end, a unit each: else one of them has to end.
        let areThere = share.draws.allSatisfy { part, each in
            let least = self.pool.shares
                .filter { !$0.zeroIsReversible && $0.escrow.units > 0 }
                .reduce(0) { $0 + ($1.draws[part] ?? 0) }
            return self.pool.parts[part]!.available >= max(each, least)
        }
        if !share.zeroIsReversible, areThere { self.needlessEnd = "a listing was ended although its units were there" }
    }

    private mutating func send(_ made: Landing) {
        var landing = made
        switch self.dice.roll(10) {
        case 0:
            landing.answersAt = self.now + self.dice.seconds(1)
            landing.isRefused = true
        case 1: break
        case 2, 3:
            landing.readsAt = self.now + self.dice.seconds(1)
            landing.landsAt = landing.readsAt! + self.dice.seconds(Self.timeout + Self.patience - 1)
        default:
            landing.readsAt = self.now + self.dice.seconds(0.5)
            landing.landsAt = landing.readsAt! + self.dice.seconds(1)
            landing.answersAt = landing.landsAt! + self.dice.seconds(1)
        }
        self.landings.append(landing)
        guard landing.answersAt == nil else { return }
        if landing.deed == .resume {
            for offer in landing.offers { self.doubts[offer] = self.now + Self.timeout + Self.patience }
        }
        for item in landing.items {
            let share = self.share(item.offer)
            self.pool.shares[share].shown = nil
            if self.forgets == .unansweredForgotten { self.pool.shares[share].escrow.withdrawn(landing.write) }
        }
    }

    private mutating func answer(_ index: Int, at time: Double) {
        let landing = self.landings[index]
        self.landings[index].answersAt = nil
        self.answerRest(landing, at: time)
        for item in landing.items {
            let share = self.share(item.offer)
            guard !landing.isRefused, !landing.wasOnSale else {
                self.pool.shares[share].escrow.withdrawn(landing.write)
                continue
            }
            self.pool.shares[share].escrow.answered(landing.write, at: Self.date(time))
            if !item.isEcho { self.show(item.value, share) }
            if self.forgets == .settledWhenAnswered {
                self.pool.shares[share].escrow.settle(until: Self.date(time))
            }
        }
    }

    private mutating func answerRest(_ landing: Landing, at time: Double) {
        for offer in landing.offers where landing.deed != .write {
            let share = self.share(offer)
            switch landing.deed {
            case .rest where landing.isRefused: self.pool.shares[share].escrow.restEnded()
            case .rest:
                self.pool.shares[share].escrow.rested(at: Self.date(time), stamp: nil)
                if self.forgets == .restSettledWhenAnswered {
                    self.pool.shares[share].escrow.settle(until: Self.date(time))
                }
            default: if !landing.isRefused { self.pool.shares[share].escrow.restEnded() }
            }
        }
    }

    /// Moves what a shop is believed to show. An offer that this ends comes back only when units do.
    private mutating func show(_ number: Int, _ share: Int) {
        let hadEnded = self.pool.shares[share].hasEnded
        self.pool.shares[share].shown = number
        if !hadEnded && self.pool.shares[share].hasEnded { self.pool.shares[share].mayReturn = false }
    }

    private mutating func cameBack(_ part: UUID) {
        for index in self.pool.shares.indices where self.pool.shares[index].draws[part] != nil {
            self.pool.shares[index].mayReturn = true
        }
    }

    private mutating func beginRead() {
        let offer = self.dice.roll(self.offers.count)
        let seen = max(0, self.now - self.dice.seconds(Self.staleness))
        self.reads.append(
            Read(
                offer: offer, begun: self.now, endsAt: self.now + self.dice.seconds(1),
                number: self.forgets == .restSetsUnitsFree && self.shops[offer].wasOff(at: seen)
                    ? 0 : self.shops[offer].number(at: seen),
                isOff: self.shops[offer].wasOff(at: seen), heldKnown: self.pool.shares[self.share(offer)].held))
    }

    private mutating func endRead(_ index: Int) {
        let read = self.reads.remove(at: index)
        let share = self.share(read.offer)
        let begun = self.forgets == .staleReadTrusted ? read.endsAt + Self.staleness : read.begun
        let verdict = self.pool.shares[share].escrow.read(
            read.number, held: max(read.heldKnown, self.pool.shares[share].held), begun: Self.date(begun),
            ended: Self.date(read.endsAt),
            staleness: Self.staleness)
        if let rest = self.pool.shares[share].escrow.rest, rest.end <= Self.date(read.begun - Self.staleness) {
            if !read.isOff {
                self.pool.shares[share].escrow.restEnded()
            } else if rest.state == .asked {
                self.pool.shares[share].escrow.rested(at: Self.date(read.endsAt), stamp: nil)
            }
        }
        if case .rise(let units) = verdict { self.raised(share, by: units) }
        if verdict != .provesNothing { self.show(read.number, share) }
        if self.forgets == .readSettledAtOnce { self.pool.shares[share].escrow.settle(until: Self.date(read.endsAt)) }
    }

    private mutating func lowerBehindOurBack() {
        let offer = self.dice.roll(self.offers.count)
        guard self.shops[offer].number > 0 else { return }
        self.shops[offer].set(self.dice.roll(self.shops[offer].number), at: self.now)
    }

    private mutating func deliver() {
        let part = self.parts[self.dice.roll(self.parts.count)]
        self.pool.parts[part]!.onHand += 1 + self.dice.roll(4)
        self.cameBack(part)
    }
}
