import Commerce
import Foundation
import Records
import Store

/// Takes a few dozen rows of a catalogue into the books, inside one transaction.
struct RecordCatalogue {
    let db: any SQLConnection
    let desk: Desk
    let run: ImportRunRecord
    /// By key, those that the rows belong to.
    let products: [String: ProductDraft]

    /// - Returns: The run with these rows counted, and what is odd about them.
    func record(_ rows: [ImportRow], cause: OfferRecord.Cause) throws -> (ImportRunRecord, [ImportIssueRecord]) {
        var run = self.run
        var issues: [ImportIssueRecord] = []
        var drafts: [(row: Int, key: String?, draft: VariantDraft)] = []
        for row in rows {
            run.done += 1
            issues += row.notes.map(ImportIssueRecord.init)
            switch row.outcome {
            case .variant(let draft): drafts.append((row.number, row.productKey, draft))
            case .skipped(let reason):
                run.skipped += 1
                if reason.isTelling { issues.append(ImportIssueRecord(skipped: row.number, reason)) }
            case .refused(let refusals):
                run.refused += 1
                issues += refusals.map(ImportIssueRecord.init)
            }
        }
        guard !drafts.isEmpty else { return (run, issues) }

        let known = try self.known(drafts.map(\.draft.sku.text))
        let locations = try self.locations(Set(drafts.compactMap(\.draft.location)))
        let parts = try BundleParts(self.db, drafts.map(\.draft), self.desk)
        var ids: [String: UUID] = [:]
        var created = Set<UUID>()
        for (row, key, draft) in drafts {
            if let problem = parts.problem(with: draft, known: known[draft.sku.text]) {
                run.refused += 1
                issues.append(problem.issue(row: row))
                continue
            }
            if let id = known[draft.sku.text] {
                ids[draft.sku.text] = id
            } else {
                let id = try self.insert(draft, key: key)
                ids[draft.sku.text] = id
                created.insert(id)
            }
        }
        let joined = try parts.join(drafts.map(\.draft), ids: ids, created: created)
        var room = try Stockroom(self.db, desk: self.desk, variants: Set(ids.values).union(joined.touched))
        for (_, key, draft) in drafts {
            guard let id = ids[draft.sku.text] else { continue }
            let location = try draft.location.flatMap { locations[$0] } ?? Find.location(self.db, nil).id
            var isChanged = try self.update(id, draft, key: key, location: location, in: &room)
            if joined.changed.contains(id) {
                try room.reserveAnew(id)
                isChanged = true
            }
            if created.contains(id) { run.created += 1 } else if isChanged { run.updated += 1 }
        }
        try room.close(cause: cause)
        return (run, issues)
    }

    /// SKUs that exist, locked.
    private func known(_ skus: [String]) throws -> [String: UUID] {
        let found = try VariantRecords.find(self.db, skus: skus)
        try LockOrder.variants(self.db, found.map(\.id))
        return Dictionary(found.map { ($0.sku, $0.id) }, uniquingKeysWith: { first, _ in first })
    }

    /// By name; those that are missing are made.
    private func locations(_ names: Set<String>) throws -> [String: UUID] {
        guard !names.isEmpty else { return [:] }
        var all = Dictionary(
            try LocationRecords.all(self.db).map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
        for name in names.sorted() where all[name] == nil {
            all[name] = try CreateLocation.create(self.db, self.desk, name).id
        }
        return all
    }

    // MARK: Variants

    private func insert(_ draft: VariantDraft, key: String?) throws -> UUID {
        let product = try self.product(key, of: draft)
        let currency = try draft.price?.currency ?? WorkspaceRecords.load(self.db)?.currency ?? .eur
        var variant = VariantRecord(
            id: self.desk.hub.id(), productID: product.id, sku: draft.sku.text, gtin: draft.gtin?.digits,
            title: product.title, options: draft.optionTexts, price: draft.price, currency: currency,
            image: draft.image ?? product.content.images.first,
            isCounted: draft.bundle == nil && draft.quantity.onHand != nil, policy: draft.policy,
            createdAt: self.desk.now)
        variant.grams = draft.weightGrams
        try VariantRecords.upsert(self.db, variant)
        return variant.id
    }

    /// What the file says of a variant that is there; what it does not say stays.
    ///
    /// - Returns: Whether anything changed.
    private func update(
        _ id: UUID, _ draft: VariantDraft, key: String?, location: UUID, in room: inout Stockroom
    ) throws -> Bool {
        guard var record = room.variants[id] else { return false }
        let before = record
        let product = try self.product(key, of: draft)
        record.productID = product.id
        record.title = product.title
        if let gtin = draft.gtin { record.gtin = gtin.digits }
        if !draft.options.isEmpty { record.options = draft.optionTexts }
        if let price = draft.price { (record.price, record.currency) = (price, price.currency) }
        if let image = draft.image ?? product.content.images.first { record.image = image }
        if let policy = draft.policy { record.policy = policy }
        if let grams = draft.weightGrams { record.grams = grams }
        var isChanged = record != before
        if isChanged {
            record.updatedAt = room.now
            try VariantRecords.upsert(self.db, record)
            room.variants[id] = record
        }
        guard draft.bundle == nil, !room.isBundle(id) else { return isChanged }
        if let onHand = draft.quantity.onHand {
            if !record.isCounted { isChanged = true }
            try room.beginCounting(id)
            let counted = try room.count(
                id, at: location, onHand: onHand, cause: .imported, reference: self.run.id.text, note: self.run.source)
            isChanged = isChanged || counted
        }
        let held = room.levels[id]?.first { $0.location == location }?.level.buffer ?? 0
        if let buffer = draft.buffer, buffer != held {
            try room.setBuffer(id, at: location, units: buffer)
            isChanged = true
        }
        return isChanged
    }

    // MARK: Products

    private func product(_ key: String?, of draft: VariantDraft) throws -> ProductRecord {
        let told = key.flatMap { self.products[$0] }
        // A shop's own numbers are no names: two shops both have a product 12.
        let handle = key.map { $0.hasPrefix("id:") ? "\(self.run.source):\($0)" : $0 } ?? draft.sku.text
        let known = try ProductRecords.load(self.db, handle: handle)
        var record = ProductRecord(
            id: known?.id ?? self.desk.hub.id(), handle: handle, title: told?.title ?? known?.title ?? draft.sku.text,
            content: known?.content ?? ProductRecord.Content(),
            status: (told?.status).map(\.rawValue) ?? known?.status ?? "active",
            createdAt: known?.createdAt ?? self.desk.now)
        if let told {
            record.content = ProductRecord.Content(
                body: told.body, vendor: told.vendor, category: told.category, tags: told.tags, images: told.images,
                options: known?.content.options)
        }
        record.content.learn(draft.options.map { ($0.name, $0.value) })
        if record != known { record.id = try ProductRecords.upsert(self.db, record) }
        return record
    }
}

extension VariantDraft {
    fileprivate var optionTexts: [String: String] {
        Dictionary(self.options.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Stockroom {
    /// What a variant draws on has changed: what its open lines hold follows.
    mutating func reserveAnew(_ variant: UUID) throws {
        for (order, line) in try OrderRecords.openLines(self.db, variant: variant) {
            try self.release(order: order, line: line.ref)
            try self.reserve(variant, order: order, line: line.ref, units: line.open)
        }
    }
}
