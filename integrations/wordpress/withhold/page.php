<?php

namespace Withhold;

if (!defined('ABSPATH')) {
    exit;
}

/** Media → Held: what waits for its clearance, and whether the console answers. */
final class Page
{
    private const NAME = 'withhold-held';

    public static function add(): void
    {
        add_action('admin_menu', static function (): void {
            add_media_page(
                __('Held uploads', 'withhold'),
                __('Held', 'withhold'),
                'upload_files',
                self::NAME,
                [self::class, 'show']
            );
        });
        add_action('admin_post_withhold_look', [self::class, 'look']);
    }

    public static function look(): void
    {
        check_admin_referer('withhold_look');
        if (!current_user_can('upload_files')) {
            wp_die(esc_html__('You may not do this.', 'withhold'), '', ['response' => 403]);
        }
        try {
            $result = ['released' => Held::release()];
        } catch (Unusable $problem) {
            $result = ['problem' => rawurlencode($problem->getMessage())];
        }
        wp_safe_redirect(add_query_arg($result, admin_url('upload.php?page=' . self::NAME)));
        exit;
    }

    public static function show(): void
    {
        echo '<div class="wrap"><h1>' . esc_html__('Held uploads', 'withhold') . '</h1>';
        self::tellResult();
        self::table(self::own());
        echo '<form method="post" action="' . esc_url(admin_url('admin-post.php')) . '">';
        echo '<input type="hidden" name="action" value="withhold_look">';
        wp_nonce_field('withhold_look');
        submit_button(__('Look whether any of them is cleared now', 'withhold'));
        echo '</form></div>';
    }

    /** One's own; those who may edit others' posts see all: the name of a held file can tell of people. */
    private static function own(): array
    {
        $all = Held::all();
        if (current_user_can('edit_others_posts')) {
            return $all;
        }
        return array_filter($all, static fn ($file) => $file['user'] === get_current_user_id());
    }

    private static function tellResult(): void
    {
        if (isset($_GET['problem'])) {
            $text = sanitize_text_field(wp_unslash((string) $_GET['problem']));
            echo '<div class="notice notice-error"><p>' . esc_html($text) . '</p></div>';
        } elseif (isset($_GET['released'])) {
            $count = absint($_GET['released']);
            $text = sprintf(_n('%d file is in the library now.', '%d files are in the library now.', $count, 'withhold'), $count);
            echo '<div class="notice notice-info"><p>' . esc_html($text) . '</p></div>';
        }
    }

    /** @param array<string, array{name: string, user: int, at: int, link: string, kept: bool}> $files */
    private static function table(array $files): void
    {
        if ($files === []) {
            echo '<p>' . esc_html__('Nothing waits.', 'withhold') . '</p>';
            return;
        }
        echo '<table class="widefat striped"><caption class="screen-reader-text">'
            . esc_html__('Held uploads', 'withhold') . '</caption><thead><tr>';
        foreach ([__('File', 'withhold'), __('Since', 'withhold'), __('Kept', 'withhold'), __('Inspection', 'withhold')] as $head) {
            echo '<th scope="col">' . esc_html($head) . '</th>';
        }
        echo '</tr></thead><tbody>';
        foreach (array_reverse($files, true) as $file) {
            $kept = $file['kept'] ? __('yes', 'withhold') : __('no: upload it again', 'withhold');
            echo '<tr><td>' . esc_html($file['name']) . '</td><td>' . esc_html(wp_date('Y-m-d H:i', $file['at']))
                . '</td><td>' . esc_html($kept) . '</td><td>';
            if ($file['link'] !== '') {
                echo '<a href="' . esc_url($file['link']) . '">' . esc_html__('Look at it', 'withhold') . '</a>';
            }
            echo '</td></tr>';
        }
        echo '</tbody></table>';
    }
}
