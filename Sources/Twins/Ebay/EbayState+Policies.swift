import Foundation

extension EbayState {
    /// The Account API: policies, privileges, programs.
    mutating func answerAccount(_ call: EbayCall) throws(EbayError) -> EbayOutcome {
        let (id, body) = (call.operation.id, call.body)
        if id == "getPrivileges" {
            return EbayOutcome([
                "sellerRegistrationCompleted": true,
                "sellingLimit": ["amount": .amount(10_000_000_00, self.currency), "quantity": 1_000_000],
            ])
        }
        if id == "getOptedInPrograms" {
            return EbayOutcome([
                "programs": .array(self.programs.sorted().map { ["programType": .string($0)] })
            ])
        }
        if id == "optInToProgram" || id == "optOutOfProgram" {
            guard let program = body["programType"]?.text, EbayPolicy.programs.contains(program) else {
                throw .account(20403, "Invalid programType.")
            }
            let isIn = id == "optInToProgram"
            if isIn { self.programs.insert(program) } else { self.programs.remove(program) }
            // What eBay may take a day for happens at once here.
            if program == EbayPolicy.outOfStockControl { self.habits.hidesAtZero = isIn }
            return EbayOutcome([:])
        }
        guard let kind = EbayPolicy.Kind.allCases.first(where: { id.contains($0.titled) }) else { throw .noRoute }
        return try self.answerPolicy(call, kind)
    }

    private mutating func answerPolicy(_ call: EbayCall, _ kind: EbayPolicy.Kind) throws(EbayError) -> EbayOutcome {
        let key = call.values.values.first ?? ""
        switch call.operation.method {
        case "GET" where call.values.isEmpty:
            guard let site = call["marketplace_id"] else { throw .account(20401, "Missing field marketplaceId.") }
            guard EbayMarketplace.named(site) != nil else { throw .account(20403, "Invalid marketplaceId.") }
            let found = self.policies.filter { $0.kind == kind && $0.marketplace == site }
            if call.operation.id.hasSuffix("ByName") {
                guard let policy = found.first(where: { $0.name == call["name"] }) else {
                    throw .account(20404, "Policy not found.")
                }
                return EbayOutcome(policy.json)
            }
            return EbayOutcome([
                "total": .integer(found.count), kind.plural: .array(found.map(\.json)),
                "href": .string("/sell/account/v1/\(kind.rawValue)_policy?marketplace_id=\(site)"),
                "limit": .integer(max(1, found.count)), "offset": 0,
            ])
        case "GET": return EbayOutcome(try self.policy(key, kind).json)
        case "POST":
            var policy = EbayPolicy(id: "", kind: kind, marketplace: "", body: [:])
            try self.take(call.body, into: &policy)
            policy = EbayPolicy(
                id: self.newID(.policy), kind: kind, marketplace: policy.marketplace, body: policy.body)
            self.policies.append(policy)
            return EbayOutcome(
                policy.json.adding("warnings", []), status: 201,
                headers: [("Location", "\(call.address)/sell/account/v1/\(kind.rawValue)_policy/\(policy.id)")])
        case "PUT":
            var policy = try self.policy(key, kind)
            try self.take(call.body, into: &policy)
            self.policies = self.policies.map { $0.id == policy.id ? policy : $0 }
            return EbayOutcome(policy.json.adding("warnings", []))
        default:
            let policy = try self.policy(key, kind)
            let isUsed = self.offers.values.contains {
                $0.listing != nil && $0.body["listingPolicies"]?[kind.member]?.text == policy.id
            }
            guard !isUsed else {
                throw .account(20400, "Invalid request. The policy is used by a listing.", status: 409)
            }
            self.policies.removeAll { $0.id == policy.id }
            return .done
        }
    }

    private func policy(_ id: String, _ kind: EbayPolicy.Kind) throws(EbayError) -> EbayPolicy {
        guard let policy = self.policies.first(where: { $0.id == id && $0.kind == kind }) else {
            throw .account(20404, "\(kind.member) not found.", status: 404)
        }
        return policy
    }

    private func take(_ body: Json, into policy: inout EbayPolicy) throws(EbayError) {
        guard let name = body["name"]?.text, !name.isEmpty, name.count <= 64 else {
            throw .account(20401, "Missing field name.")
        }
        guard let site = body["marketplaceId"]?.text, EbayMarketplace.named(site) != nil else {
            throw .account(20403, "Invalid marketplaceId.")
        }
        let kind = policy.kind
        let isTaken = self.policies.contains {
            $0.kind == kind && $0.marketplace == site && $0.name == name && $0.id != policy.id
        }
        guard !isTaken else { throw .account(20400, "Invalid request. Duplicate policy.") }
        policy.marketplace = site
        policy.body = body.keeping(kind.members)
    }
}

extension EbayError {
    static func account(_ id: Int, _ message: String, status: Int = 400) -> EbayError {
        EbayError(
            status: status, id: id, domain: "API_ACCOUNT", subdomain: "Account", category: "REQUEST", message: message)
    }
}

extension EbayPolicy.Kind {
    /// As operations name it.
    var titled: String {
        switch self {
        case .fulfillment: "FulfillmentPolic"
        case .payment: "PaymentPolic"
        case .returns: "ReturnPolic"
        }
    }

    /// As lists name it.
    var plural: String {
        switch self {
        case .fulfillment: "fulfillmentPolicies"
        case .payment: "paymentPolicies"
        case .returns: "returnPolicies"
        }
    }

    /// What such a policy may hold; nothing else is kept.
    var members: Set<String> {
        let shared: Set<String> = ["name", "description", "marketplaceId", "categoryTypes"]
        switch self {
        case .fulfillment:
            return shared.union([
                "freightShipping", "globalShipping", "handlingTime", "localPickup", "pickupDropOff", "shippingOptions",
                "shipToLocations",
            ])
        case .payment:
            return shared.union([
                "deposit", "fullPaymentDueIn", "immediatePay", "paymentInstructions", "paymentMethods",
            ])
        case .returns:
            return shared.union([
                "extendedHolidayReturnsOffered", "internationalOverride", "refundMethod", "restockingFeePercentage",
                "returnInstructions", "returnMethod", "returnPeriod", "returnsAccepted", "returnShippingCostPayer",
            ])
        }
    }
}

extension EbayPolicy {
    static let outOfStockControl = "OUT_OF_STOCK_CONTROL"
    /// As clients made from the contract name them.
    static let programs: Set<String> = ["SELLING_POLICY_MANAGEMENT", outOfStockControl, "PARTNER_MOTORS_DEALER"]
    var json: Json { self.body.adding(self.kind.member, .string(self.id)) }
}
