//! The hash chain of entries and the one signature per batch over its head.

use crate::{Digest, PublicKey, Signature, SigningKey};

/// `SHA-256("bianmin-entry-1\0" ‖ prev ‖ SHA-256(header) ‖ SHA-256(payload))`; the first `prev` is [`Digest::ZERO`].
pub fn entry_hash(prev: &Digest, header: &[u8], payload: &[u8]) -> Digest {
    Digest::of_parts(&[
        b"bianmin-entry-1\0",
        prev.as_bytes(),
        Digest::of(header).as_bytes(),
        Digest::of(payload).as_bytes(),
    ])
}

fn batch_message(head: &Digest, first_seq: u64, count: u32) -> Vec<u8> {
    let mut message = b"bianmin-batch-1\0".to_vec();
    message.extend_from_slice(head.as_bytes());
    message.extend_from_slice(&first_seq.to_be_bytes());
    message.extend_from_slice(&count.to_be_bytes());
    message
}

/// Signs a batch: its chain head, first sequence (8 bytes big-endian) and count (4 bytes big-endian).
pub fn sign_batch(key: &SigningKey, head: &Digest, first_seq: u64, count: u32) -> Signature {
    key.sign(&batch_message(head, first_seq, count))
}

/// True when the signature is this key's over the batch.
pub fn verify_batch(
    key: &PublicKey,
    head: &Digest,
    first_seq: u64,
    count: u32,
    signature: &Signature,
) -> bool {
    key.verifies(&batch_message(head, first_seq, count), signature)
}

/// One link of an audit chain: `SHA-256("bianmin-audit-1\0" ‖ prev ‖ SHA-256(row))`, over the whole row.
pub fn audit_hash(prev: &Digest, row: &[u8]) -> Digest {
    Digest::of_parts(&[b"bianmin-audit-1\0", prev.as_bytes(), Digest::of(row).as_bytes()])
}
