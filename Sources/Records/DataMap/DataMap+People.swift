extension DataMap {
    /// Who may do what, what they did, and the keys.
    static let peopleAndKeys: [TableLabel] = [
        TableLabel(
            "member", purpose: "letting a person in, and reaching them", subject: .member, ground: .contract,
            retention: .asLongAsMember, source: .member,
            columns: [
                .identifier: "id", .operations: "created_at verified_at password_at totp_step",
                .address: "address", .name: "name", .company: "company", .phone: "phone",
                .preference: "locale preferences",
                .credential: "wrapped_key password former_passwords totp_secret totp_pending recovery_codes",
            ]),
        TableLabel(
            "membership", purpose: "who may do what in which workspace", subject: .member, ground: .contract,
            retention: .asLongAsMember, source: .tenant,
            columns: [.identifier: "member_id tenant_id", .operations: "role buyer_data joined_at seen_at"]),
        TableLabel(
            "invitation", purpose: "asking a person into a workspace", subject: .member, ground: .contract,
            retention: .days(30), source: .tenant,
            columns: [
                .identifier: "id tenant_id invited_by", .address: "address", .credential: "digest",
                .operations: "role buyer_data is_mailed created_at spent_at",
            ]),
        TableLabel(
            "member_session", purpose: "a browser that is signed in", subject: .member, ground: .contract,
            retention: .days(1), source: .member,
            columns: [
                .identifier: "id member_id tenant_id", .credential: "digest", .device: "browser",
                .operations: "stage signed_in_at last_seen_at",
            ]),
        TableLabel(
            "member_device", purpose: "a browser that signed in before is not locked out by others' guesses",
            subject: .member, ground: .legitimateInterests, retention: .days(180), source: .derived,
            columns: [.identifier: "member_id", .credential: "digest", .operations: "created_at"]),
        TableLabel(
            "sign_in_patience", purpose: "slowing down who guesses passwords", subject: .member,
            ground: .legitimateInterests, retention: .days(1), source: .derived,
            columns: [.identifier: "slot", .operations: "failures failed_at"]),
        TableLabel(
            "one_time_token", purpose: "links that are good once: set-up, verification, reset, entry", subject: .member,
            ground: .contract, retention: .days(2), source: .derived,
            columns: [.identifier: "member_id", .credential: "digest", .operations: "kind created_at spent_at"]),
        TableLabel(
            "letter", purpose: "mail on its way, sealed", subject: .member, ground: .contract, retention: .days(2),
            source: .derived,
            columns: [
                .identifier: "id about", .credential: "wrapped_key sealed",
                .operations: "kind attempts reason created_at due_at",
            ]),
        TableLabel(
            "subject_request", purpose: "answering people who ask about the data held of them", subject: .buyer,
            ground: .legalObligation, retention: .asLongAsTenant, source: .channel,
            columns: [
                .identifier: "tenant_id id connection_id digest", .credential: "wrapped_key sealed",
                .operations: "kind received_at due_at answered_at",
            ]),
        TableLabel(
            "master_key", purpose: "which key wraps the others, and which are refused", subject: .tenant,
            ground: .contract, retention: .asLongAsTenant, source: .derived,
            columns: [.operations: "id state since"]),
        TableLabel(
            "key_change", purpose: "when a change of keys began that goes on after a stop", subject: .tenant,
            ground: .contract, retention: .untilWorked, source: .derived, columns: [.operations: "scope started_at"]),
        TableLabel(
            "inbound_count", purpose: "how much came in from one address, account or key within a minute",
            subject: .member, ground: .legitimateInterests, retention: .days(1), source: .derived,
            columns: [.identifier: "slot", .operations: "minute hits"]),
        TableLabel(
            "audit_deed", purpose: "who did what in the workspace, so that it can be looked into", subject: .member,
            ground: .legitimateInterests, retention: .asLongAsTenant, source: .derived,
            columns: [
                .identifier: "tenant_id id doer_id object_id trace_id", .credential: "sealed",
                .operations: "at doer deed object detail",
            ]),
        TableLabel(
            "audit_link", purpose: "the chain that no row of the audit log can be taken out of", subject: .tenant,
            ground: .legitimateInterests, retention: .asLongAsTenant, source: .derived,
            columns: [.identifier: "tenant_id deed_id", .operations: "position hash"]),
        TableLabel(
            "audit_seal", purpose: "the chain's end, signed", subject: .tenant, ground: .legitimateInterests,
            retention: .asLongAsTenant, source: .derived,
            columns: [
                .identifier: "tenant_id", .operations: "number position head sealed_at public_key signature",
            ]),
        TableLabel(
            "audit_pending", purpose: "rows of the audit log that are not sealed yet", subject: .tenant,
            ground: .legitimateInterests, retention: .untilWorked, source: .derived,
            columns: [.identifier: "tenant_id deed_id"]),
        TableLabel(
            "alarm", purpose: "what was unusual, to be looked into", subject: .member, ground: .legitimateInterests,
            retention: .asLongAsTenant, source: .derived,
            columns: [.identifier: "tenant_id id doer_id", .operations: "at kind place doer count"]),
        TableLabel(
            "alarm_review", purpose: "who looked into an alarm, and what was found", subject: .member,
            ground: .legitimateInterests, retention: .asLongAsTenant, source: .member,
            columns: [.identifier: "tenant_id alarm_id doer_id", .operations: "at doer finding"]),
        TableLabel(
            "security_tally", purpose: "how often something was refused; about nobody in particular", subject: .tenant,
            ground: .legitimateInterests, retention: .days(400), source: .derived,
            columns: [.operations: "at kind place count"]),
        TableLabel(
            "watch_count", purpose: "how often somebody did something unusual within ten minutes, over all processes",
            subject: .member, ground: .legitimateInterests, retention: .days(1), source: .derived,
            columns: [.identifier: "slot", .operations: "span count"]),
        TableLabel(
            "canary", purpose: "ids and tokens that nobody has reason to use", subject: .tenant,
            ground: .legitimateInterests, retention: .asLongAsTenant, source: .derived,
            columns: [.identifier: "id tenant_id", .credential: "digest", .operations: "kind created_at"]),
        TableLabel(
            "access_answer", purpose: "who may still come in, looked through each quarter", subject: .member,
            ground: .legalObligation, retention: .asLongAsTenant, source: .member,
            columns: [
                .identifier: "tenant_id member_id answered_by",
                .operations: "quarter role buyer_data answer answered_at",
            ]),
        TableLabel(
            "terms_acceptance", purpose: "who accepted which version of the terms", subject: .member,
            ground: .contract, retention: .asLongAsMember, source: .member,
            columns: [.identifier: "member_id", .operations: "version accepted_at"]),
    ]
}
