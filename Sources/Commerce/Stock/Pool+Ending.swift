import Foundation

extension Pool {
    /// Where more is out than there is though all that can be lowered is: fewer units than listings that zero would end. The
    /// units of some are truly not there, so these end, those first that draw on most of what is lacking.
    ///
    /// Nothing ends for a surplus that is only feared, or that another gives up by a write that is on its way.
    func end(_ result: inout [UUID: Allocation]) {
        let lacking = self.overdrawn
        for part in lacking {
            var missing = -self.free(part)
            for share in self.shares { missing -= self.given(share, result) * (share.draws[part] ?? 0) }
            let candidates = self.shares
                .filter { share in
                    !share.zeroIsReversible && share.draws[part] != nil && share.isChangeable
                        && !share.escrow.isUnsettled && share.escrow.units > 0 && (result[share.id]?.quantity ?? 0) > 0
                }
                .map { share in (share: share, parts: lacking.count { share.draws[$0] != nil }) }
                .sorted {
                    ($1.parts, $1.share.escrow.units, $1.share.rank) < ($0.parts, $0.share.escrow.units, $0.share.rank)
                }
            for (share, _) in candidates where missing > 0 {
                missing -= (share.escrow.units - self.given(share, result)) * (share.draws[part] ?? 0)
                result[share.id] = Allocation(quantity: 0, reason: .givesWay)
            }
        }
    }

    /// Units that an offer gives up by what it should show, or may yet give up: nobody knows what becomes of it before
    /// its write, or what it can sell, is settled.
    private func given(_ share: Share, _ result: [UUID: Allocation]) -> Int {
        if share.isWritable && (share.isBusy || share.escrow.isUnsettled) || share.isEmptying {
            return share.escrow.units
        }
        guard let wanted = result[share.id] else { return 0 }
        if wanted.reason == .givesWay { return share.escrow.units }
        guard wanted.reason == .lowered else { return 0 }
        return share.escrow.units - max(0, wanted.quantity - share.held)
    }
}
